"""What sign-in allows: accounts are made by the administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody opens an account for himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False
