"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See docs/architecture.md."""

    name = "riskcontrol.desk"
    label = "desk"
