"""The riskpoints app."""

from django.apps import AppConfig


class RiskPointsConfig(AppConfig):
    """See docs/architecture.md."""

    name = "riskpoints"
