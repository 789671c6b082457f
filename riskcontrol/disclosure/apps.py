"""The disclosure app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """See docs/architecture.md."""

    name = "riskcontrol.disclosure"
    label = "disclosure"
