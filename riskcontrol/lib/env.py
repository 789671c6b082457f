"""Read settings from the environment, or from the file that NAME_FILE points at."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Drawings and pages of the public, some 50 kB each; the oldest make room for new ones.
IN_MEMORY = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}


def read(name: str, default: str | None = None) -> str:
    """Give the value of NAME, else the content of the file NAME_FILE; raise where there is neither."""
    if name in os.environ:
        return os.environ[name]
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    if default is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return default


def read_list(name: str, default: str | None = None) -> list[str]:
    """Give a comma-separated value as a list without blanks."""
    return [part.strip() for part in read(name, default).split(",") if part.strip()]


def read_database(default: str | None = None) -> dict[str, Any]:
    """Turn DATABASE_URL (`sqlite:///path`, `postgres://…`) into Django's database settings."""
    url = read("DATABASE_URL", default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(parts.path.removeprefix("/"))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Compiling a page's query takes seconds where the query itself takes milliseconds.
            "OPTIONS": {"options": "-c jit=off"},
        }
    raise ImproperlyConfigured(
        "DATABASE_URL starts with sqlite:/// or postgres://; it is " + parts.scheme + "."
    )


def sqlite(path: str) -> dict[str, Any]:
    """Settings of an SQLite file: write-ahead log, and a transaction takes the write lock at once."""
    if path != ":memory:":
        Path(path).resolve().parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening the file costs more than most pages do.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def read_cache(room: str = "") -> dict[str, Any]:
    """Turn CACHE_URL (`memory://`, `redis://host:6379/0`) into Django's settings of one cache.

    A room keeps its entries apart from the others'; in memory it holds 100,000 of them.
    """
    url = read("CACHE_URL", "memory://")
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        more: dict[str, Any] = {"LOCATION": room, "OPTIONS": {"MAX_ENTRIES": 100_000}}
        return IN_MEMORY | (more if room else {})
    if scheme in {"redis", "rediss"}:
        backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
        return backend | ({"KEY_PREFIX": room} if room else {})
    raise ImproperlyConfigured(f"CACHE_URL starts with memory:// or redis://; it is {scheme}.")


def read_mailer() -> dict[str, Any]:
    """Turn EMAIL_URL into Django's mail settings: `smtp://`, with STARTTLS `smtp+tls://`, `smtps://`."""
    parts = urlsplit(read("EMAIL_URL", "smtp://localhost:25"))
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise ImproperlyConfigured(
            f"EMAIL_URL starts with smtp://, smtp+tls:// or smtps://; it is {parts.scheme}."
        )
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 10,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def read_channels() -> list[dict[str, Any]]:
    """Turn REPORT_CHANNELS (`name=number; name=address`) into the channels that take reports."""
    parts = read("REPORT_CHANNELS", "").split(";")
    named = [part.partition("=") for part in parts if part.strip()]
    if any(not (name.strip() and value.strip()) for name, _sign, value in named):
        raise ImproperlyConfigured("REPORT_CHANNELS is written name=number; name=number.")
    return [{"name": name.strip(), "value": value.strip()} for name, _sign, value in named]
