"""What the environment says, as settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from riskcontrol.lib import env


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    """Forget what the run itself was given."""
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_value_comes_from_the_environment(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("SECRET_KEY", "from the environment")

    assert env.read("SECRET_KEY") == "from the environment"


def test_a_value_comes_from_the_file_that_is_named(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.read("SECRET_KEY") == "from a file"


def test_a_missing_value_is_named():
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY, or SECRET_KEY_FILE"):
        env.read("SECRET_KEY")


def test_a_list_has_no_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, ,b.example,")

    assert env.read_list("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_an_sqlite_address_names_a_file_and_makes_its_directory(tmp_path):
    found = env.read_database(f"sqlite:///{tmp_path}/deep/x.sqlite3")

    assert found["NAME"] == f"{tmp_path}/deep/x.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "deep").is_dir()


def test_an_sqlite_database_may_lie_in_memory():
    assert env.read_database("sqlite:///:memory:")["NAME"] == ":memory:"


def test_a_postgres_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://us%40er:p%2Fw@db.example:5433/name")

    assert env.read_database() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "name",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off"},
    }


@pytest.mark.parametrize(
    ("name", "read", "value", "said"),
    [
        ("DATABASE_URL", env.read_database, "mysql://x", "sqlite:/// or postgres://; it is mysql"),
        ("CACHE_URL", env.read_cache, "file:///x", "memory:// or redis://; it is file"),
        ("EMAIL_URL", env.read_mailer, "pop://x", "smtps://; it is pop"),
    ],
)
def test_an_unknown_kind_of_address_is_refused(monkeypatch, name, read, value, said):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=said):
        read()


def test_the_cache_is_in_memory_or_shared(monkeypatch):
    alone = env.read_cache()
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/1")

    assert alone == {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }
    assert env.read_cache()["LOCATION"] == "redis://cache.example:6379/1"


def test_a_room_of_the_cache_is_kept_apart(monkeypatch):
    alone = env.read_cache("limits")
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/1")

    assert (alone["LOCATION"], alone["OPTIONS"]) == ("limits", {"MAX_ENTRIES": 100_000})
    assert env.read_cache("limits")["KEY_PREFIX"] == "limits"


@pytest.mark.parametrize(
    ("value", "channels"),
    [
        ("", []),
        ("举报电话=0573-1; 举报网站 = www.example.org/?a=1 ;", [
            {"name": "举报电话", "value": "0573-1"},
            {"name": "举报网站", "value": "www.example.org/?a=1"},
        ]),
    ],
)  # fmt: skip
def test_the_channels_for_reports_are_named(monkeypatch, value, channels):
    monkeypatch.setenv("REPORT_CHANNELS", value)

    assert env.read_channels() == channels


def test_a_channel_without_a_number_is_refused(monkeypatch):
    monkeypatch.setenv("REPORT_CHANNELS", "举报电话")

    with pytest.raises(ImproperlyConfigured, match="name=number"):
        env.read_channels()


@pytest.mark.parametrize(
    ("value", "host", "port", "use_tls", "use_ssl"),
    [
        ("smtp://", "localhost", 25, False, False),
        ("smtp+tls://m.example", "m.example", 587, True, False),
        ("smtps://m.example:4650", "m.example", 4650, False, True),
    ],
)
def test_the_mail_server_is_reached_as_its_address_says(
    monkeypatch, value, host, port, use_tls, use_ssl
):
    monkeypatch.setenv("EMAIL_URL", value)

    options = env.read_mailer()["OPTIONS"]

    assert (options["host"], options["port"]) == (host, port)
    assert (options["use_tls"], options["use_ssl"]) == (use_tls, use_ssl)
