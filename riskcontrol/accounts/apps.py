"""The accounts app: people, units, positions and what each role may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, units, positions, roles, sign-in."""

    name = "riskcontrol.accounts"
    label = "accounts"
