"""The test suite: fast hashing, a fixed secret, the database that DATABASE_URL names."""

from riskcontrol.lib import env

from .base import *

SECRET_KEY = "for tests alone"  # noqa: S105 - guards nothing but test data
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": env.read_database(f"sqlite:///{BASE_DIR / 'var' / 'test.sqlite3'}")}
DATABASES["default"]["TEST"] = {}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server of the browser tests reads it from another thread.
    test_name = env.read("PYTEST_DB_NAME", "pytest")
    DATABASES["default"]["TEST"]["NAME"] = str(BASE_DIR / "var" / f"{test_name}.sqlite3")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
# Tests change rows behind the ledger's back; what is kept is tested where this is set.
PAGES_KEPT_SECONDS = 0
PAGES_BEHIND_SECONDS = 0.0
