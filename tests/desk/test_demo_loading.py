"""Who loads the demo, and the password its accounts share."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from riskcontrol.accounts.demo import ACCOUNTS
from riskcontrol.accounts.models import User
from riskcontrol.desk import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path, settings):
    """A place of its own for the demo's password."""
    settings.DEMO = True
    settings.BASE_DIR = tmp_path
    return tmp_path / "var"


def test_only_the_demo_loads_it(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())
    assert not User.objects.exists()


def test_the_accounts_are_printed_with_their_password(var):
    told = StringIO()
    call_command("demo_accounts", stdout=told)

    lines = told.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == [*(one.username for one in ACCOUNTS), "password"]
    assert lines[-1].endswith(demo.password())


def test_the_password_is_made_once_and_kept_to_oneself(var):
    first = demo.password()

    assert demo.password() == first
    assert (var / "demo-password").stat().st_mode & 0o077 == 0
