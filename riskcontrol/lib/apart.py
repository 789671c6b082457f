"""Reads what strangers sent in a process apart: what a hostile file breaks is that process alone.

The programs that read (file_child.py, sheet_child.py) are given no environment and set themselves
limits of memory and time before they look at the file.
"""

import subprocess
import sys
from pathlib import Path
from threading import Lock

__all__ = ["REFUSED", "read_apart"]

# How a program ends that refuses the file; its output is then one word for what is wrong.
REFUSED = 3
WAIT = 20  # seconds by the clock
# One at a time in this process: a few hostile files together would need much memory.
_turn = Lock()


def read_apart(program: Path, content: bytes) -> tuple[int, bytes]:
    """Let one of our programs read the file; give how it ended and what it wrote."""
    command = [sys.executable, "-I", str(program)]
    try:
        with _turn:
            done = subprocess.run(  # noqa: S603 - our own program, without a shell
                command, input=content, capture_output=True, timeout=WAIT, check=False, env={}
            )
    except subprocess.TimeoutExpired:
        return -1, b""
    return done.returncode, done.stdout
