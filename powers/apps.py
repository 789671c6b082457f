"""The powers app."""

from django.apps import AppConfig


class PowersConfig(AppConfig):
    """See docs/architecture.md."""

    name = "powers"
