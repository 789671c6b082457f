"""The measures app."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """See docs/architecture.md."""

    name = "measures"
