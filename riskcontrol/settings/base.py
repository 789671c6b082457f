"""What every installation shares. No secret and nothing from the environment stands here."""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from riskcontrol.lib.env import IN_MEMORY

BASE_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_include_bootstrap",
    "django_htmx",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "riskcontrol.accounts",
    "riskcontrol.audit",
    "powers",
    "riskpoints",
    "measures",
    "riskcontrol.desk",
    "riskcontrol.disclosure",
    "riskcontrol.registers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "riskcontrol.accounts.middleware.language_of_the_reader",
    "riskcontrol.accounts.middleware.first_run_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "riskcontrol.lib.nul.without_nul",
]

ROOT_URLCONF = "riskcontrol.urls"
WSGI_APPLICATION = "riskcontrol.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "riskcontrol.accounts.demo.demo_accounts",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "riskcontrol.accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "riskcontrol.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "riskcontrol.accounts.views.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
# A chart of 80 steps with its ways and bases is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# What the public hands in: for the service alone, and handed out by a view alone.
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Where the staff's pages stand, for links in mail; without it they say where to look instead.
STAFF_ADDRESS = ""
# Where the public's pages stand, where that is another host than the staff's.
PUBLIC_ADDRESS = ""

MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
CACHES: dict[str, dict[str, Any]] = {
    "default": IN_MEMORY,
    # Counts against floods, kept apart so that nothing else pushes them out.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# How many proxies of ours stand before the application and append to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
# What is taken of comments; docs/security.md says what each guards against.
COMMENT_LIMITS = {
    "source": 20,  # from one network address in an hour
    "source_without_proof": 5,  # the same, where a proof of work is asked for and there is none
    "receipt": 30,  # receipt codes nobody has, from one network address in an hour
    "chart_a_day": 50,  # on one chart in a day; what comes after is held
    "chart_waiting": 500,  # undecided on one posting; then no more are taken
}

# The unit's own networks, as 10.0.0.0/8: there the short form without an account answers. None: nowhere.
FINDING_NETWORKS: list[str] = []

# So long a finished page of the public is kept, unless something was done meanwhile (ADR 0014).
PAGES_KEPT_SECONDS = 60
# So far such a page may be behind what was done a moment ago.
PAGES_BEHIND_SECONDS = 1.0
# The channels that take reports about a person's conduct; this system takes none itself.
REPORT_CHANNELS = [
    {"name": _("National hotline of the discipline bodies"), "value": "12388"},
    {"name": _("National website of the discipline bodies"), "value": "www.12388.gov.cn"},
]
# For so long a minute pictures are drawn that strangers ask for; others come from the cache.
PUBLIC_DRAWING_SECONDS = 10
# The licence of the open data, and where it can be read.
OPEN_DATA_LICENCE = {
    "code": "CC-BY-4.0",
    "name": _("Creative Commons Attribution 4.0 International (CC BY 4.0)"),
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
DEMO = False
