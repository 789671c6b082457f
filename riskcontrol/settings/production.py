"""A real installation: everything that differs between machines comes from the environment."""

from riskcontrol.lib import env

from .base import *

DEBUG = False
SECRET_KEY = env.read("SECRET_KEY")
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS")
STAFF_ADDRESS = f"https://{env.read('STAFF_HOST', ALLOWED_HOSTS[0])}"
PUBLIC_ADDRESS = f"https://{env.read('PUBLIC_HOST', ALLOWED_HOSTS[-1])}"
DATABASES = {"default": env.read_database()}
CACHES = {"default": env.read_cache(), "limits": env.read_cache("limits")}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.read("TRUSTED_PROXY_COUNT", "1"))
FINDING_NETWORKS = env.read_list("FINDING_NETWORKS", "")
REPORT_CHANNELS = [*REPORT_CHANNELS, *env.read_channels()]
MAILERS = {"default": env.read_mailer()}
DEFAULT_FROM_EMAIL = env.read("EMAIL_FROM", "riskcontrol@localhost")
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "riskcontrol.lib.static_files.HashedStaticFiles"}}
MEDIA_ROOT = env.read("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
