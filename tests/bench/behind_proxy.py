"""Settings of the server that the benchmark starts: the demo behind a proxy that names each sender."""

from riskcontrol.settings.demo import *  # noqa: F403, TID251 - settings made of settings

ALLAUTH_TRUSTED_PROXY_COUNT = 1
