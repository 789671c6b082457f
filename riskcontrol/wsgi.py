"""The door for an application server."""

import os

import rjieba  # noqa: F401 - loads its dictionary for 0.2 s: here, so that no request waits for it
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings.production")
application = get_wsgi_application()
