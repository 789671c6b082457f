"""The ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """One append-only ledger of every write with a meaning, and the submissions already answered."""

    name = "riskcontrol.audit"
    label = "audit"
    verbose_name = _("ledger")
