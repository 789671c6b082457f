"""The registers app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """See docs/architecture.md."""

    name = "riskcontrol.registers"
    label = "registers"
