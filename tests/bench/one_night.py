"""One nightly computation of warnings in a process of its own: what it took, by itself.

    python -m tests.bench.one_night NAME_OF_THE_DATABASE

Prints how many warnings were raised, milliseconds by the clock and of the processor, and MiB at most
(Linux tells them). The bench starts it; what the bench itself has read and written is not counted.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings.test"
django.setup()

from django.db import connection
from django.utils import timezone

from measures.jobs import run_warnings


def main() -> None:
    """Run it on the database of that name."""
    connection.settings_dict["NAME"] = sys.argv[1]
    clock, processor = time.perf_counter(), time.process_time()
    raised = run_warnings(timezone.localdate())
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(raised, clock * 1000, processor * 1000, most_memory() / 1024)


def most_memory() -> int:
    """Give the most memory this process has held, in KiB."""
    # Not from getrusage, which counts what the parent held as it started this.
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main()
