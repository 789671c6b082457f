"""The tests' settings behind a real server: the bench's own database, and pages kept as long as it says."""

import os

from riskcontrol.settings.test import *  # noqa: F403, TID251 - these are settings

ROOT_URLCONF = "tests.bench.hello"
PAGES_KEPT_SECONDS = int(os.environ["PAGES_KEPT_SECONDS"])
