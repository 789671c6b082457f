#!/usr/bin/env python
"""Run administrative commands; without a settings module, on the embedded demo."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings.demo")
    execute_from_command_line(sys.argv)
