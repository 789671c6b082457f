"""The embedded demo: one process, SQLite, the example's accounts offered on the sign-in page."""

import secrets

from riskcontrol.lib import env

from .base import *

VAR = BASE_DIR / "var"
VAR.mkdir(exist_ok=True)


def kept_secret() -> str:
    """Give this machine's own secret, made on the first start and kept beside the database."""
    file = VAR / "secret"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(48))
        file.chmod(0o600)
    return file.read_text()


DEBUG = False
SECRET_KEY = env.read("SECRET_KEY", "") or kept_secret()
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
DATABASES = {"default": env.read_database(f"sqlite:///{VAR / 'riskcontrol.sqlite3'}")}
MEDIA_ROOT = env.read("MEDIA_ROOT", str(VAR / "media"))
FINDING_NETWORKS = env.read_list("FINDING_NETWORKS", "")
REPORT_CHANNELS = [*REPORT_CHANNELS, *env.read_channels()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Names without a hash: a browser asks each time, so that no new page runs with an old script.
WHITENOISE_MAX_AGE = 0
STAFF_ADDRESS = f"http://127.0.0.1:{env.read('PORT', '8000')}"
DEMO = env.read("DEMO", "1") == "1"
