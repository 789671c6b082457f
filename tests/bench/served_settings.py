"""The tests' settings behind a real server: the bench's own database, and as much kept as it says."""

import os

from riskcontrol.settings.test import *  # noqa: F403, TID251 - these are settings

ROOT_URLCONF = "tests.bench.hello"
PAGES_KEPT_SECONDS = int(os.environ["BENCH_PAGES_KEPT"])
PAGES_BEHIND_SECONDS = 1.0
CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{os.environ['BENCH_CACHE']}"}}
