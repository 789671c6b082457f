"""A real installation: everything that differs between machines comes from the environment."""

from riskcontrol.lib import env

from .base import *

DEBUG = False
SECRET_KEY = env.read("SECRET_KEY")
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS")
PUBLIC_HOST = env.read("PUBLIC_HOST", "")
DATABASES = {"default": env.read_database()}
CACHES = {"default": env.read_cache()}
MAILERS = {"default": env.read_mailer()}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
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
