"""Graphviz in a process of its own for every drawing, the next one started ahead.

Most of what a drawing costs is Graphviz loading its plugins and fonts. So one process waits with
that behind it (it has drawn a word and reads on for more), and a new one takes its place as soon
as it is used. Where none waits, one is started before the layout and loads while we reckon.
"""

import atexit
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from threading import Lock, Timer
from typing import IO, cast

from django.utils.translation import gettext as _

from .source import chart_source

TIMEOUT = 5.0
MOMENT = 0.05
PNG_DPI = 144.0
FORMATS = frozenset({"svg", "png", "pdf", "json"})
# A word in every size and weight that charts use, each of which Graphviz looks up a font for.
FIRST_WORD = {
    "steps": [{"key": "a", "name": "权 a", "position_name": "岗 a", "check": True}],
    "links": [{"from": "a", "to": "a", "when": "是 a"}],
}
END = b"</svg>\n"
CHUNK = 1 << 20

type Pipe = IO[bytes]

logger = logging.getLogger(__name__)


class DrawingUnavailable(Exception):  # noqa: N818 - a state of the machine, not a fault
    """The chart cannot be drawn here and now; the text list says the same."""


@dataclass
class Dot:
    """A running Graphviz that draws one source and is ended."""

    process: subprocess.Popen[bytes]
    command: list[str]
    environment: dict[str, str]
    warmed: bool
    watch: Timer | None = None
    overdue: bool = False
    ended: bool = False

    def begin(self, source: str) -> None:
        """Hand the source over; from now on there are five seconds."""
        self.watch = Timer(TIMEOUT, self.stop)
        self.watch.start()
        stdin = cast("Pipe", self.process.stdin)
        with suppress(BrokenPipeError):
            stdin.write(source.encode())
            stdin.close()

    def finish(self) -> bytes:
        """Wait for the drawing, and end the process."""
        try:
            drawn = self.read()
        finally:
            told = self.end()
        if self.overdue:
            raise DrawingUnavailable(_("The chart took too long to draw."))
        if not drawn or b"Error" in told:
            logger.warning("Graphviz failed: %s", told.decode(errors="replace")[:500])
            raise DrawingUnavailable(_("The chart could not be drawn."))
        return drawn

    def read(self) -> bytes:
        """Read the drawing, or nothing where Graphviz gave up.

        Of a warmed one the second drawing is ours; that Graphviz tidies up after it is not
        waited for, which would take a third of the time.
        """
        stdout = cast("Pipe", self.process.stdout)
        drawn = b""
        while chunk := os.read(stdout.fileno(), CHUNK):
            drawn += chunk
            if self.warmed and drawn.endswith(END) and drawn.count(END) == 2:
                return drawn.partition(END)[2]
        return b"" if self.process.wait() or self.warmed else drawn

    def stop(self) -> None:
        """Stop it because it takes too long."""
        self.overdue = True
        self.kill()

    def kill(self) -> None:
        """Kill the process and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> bytes:
        """End the process, let go of its pipes, and give what it complained of."""
        self.ended = True
        if self.watch:
            self.watch.cancel()
        process = self.process
        stderr = cast("Pipe", process.stderr)
        os.set_blocking(stderr.fileno(), False)
        told = stderr.read() or b""
        if process.poll() is None:
            self.kill()
        for pipe in (process.stdin, process.stdout, stderr):
            with suppress(BrokenPipeError):
                cast("Pipe", pipe).close()
        bury(process)
        return told


@dataclass
class Waiting:
    """The place for the one process that was started ahead."""

    dot: Dot | None = None
    lock: Lock = field(default_factory=Lock)

    def swap(self, dot: Dot | None) -> Dot | None:
        """Put a process there, or nothing, and take what was there."""
        with self.lock:
            self.dot, taken = dot, self.dot
        return taken


waiting = Waiting()
killed: list[subprocess.Popen[bytes]] = []


def bury(process: subprocess.Popen[bytes] | None = None) -> None:
    """Let the system forget the processes that are gone by now, without waiting for one of them.

    A killed one takes some milliseconds to go, which nobody who waits for a drawing has to spend.
    """
    if process:
        killed.append(process)
    for gone in [dead for dead in killed if dead.poll() is not None]:
        with suppress(ValueError):  # another thread took it out
            killed.remove(gone)


def draw(source: str, output: str = "svg", *, dpi: float = PNG_DPI) -> bytes:
    """Run Graphviz on a dot source; it reads no file, and is ended after five seconds.

    `dpi` says how many pixels a PNG has for every 72 points.
    """
    if output not in FORMATS:
        raise ValueError(f"A drawing is one of {sorted(FORMATS)}, not {output}.")
    pixels = [f"-Gdpi={dpi:.9g}"] if output == "png" else []
    dot = start([f"-T{output}", *pixels], warmed=False)
    dot.begin(source)
    return dot.finish()


def begun(write: Callable[[], str]) -> Dot:
    """Give a process that draws what `write` gives; it loads, or has loaded, while that is written."""
    dot = taken_or_started()
    try:
        source = write()
    except BaseException:
        leave(dot)
        raise
    dot.begin(source)
    return dot


def finished(dot: Dot) -> bytes:
    """Wait for a drawing; the next process is started a moment later, when nobody waits any more."""
    try:
        return dot.finish()
    finally:
        later = Timer(MOMENT, start_next)
        later.daemon = True
        later.start()


def start_next() -> None:
    """Start the process for the next drawing, where none waits."""
    if waiting.dot is None:
        with suppress(DrawingUnavailable):
            leave(start(["-Tsvg"], warmed=True))


def taken_or_started() -> Dot:
    """Take the process that waits, if it lives and is what one would start now."""
    dot = waiting.swap(None)
    if dot and (dot.process.poll() is not None or not is_up_to_date(dot)):
        dot.end()
        dot = None
    return dot or start(["-Tsvg"], warmed=True)


def is_up_to_date(dot: Dot) -> bool:
    """Whether it is the same program in the same surroundings."""
    return (dot.command[0], dot.environment) == (shutil.which("dot"), bare_environment())


def leave(dot: Dot) -> None:
    """Let a process wait for the next drawing; one that waited already is ended."""
    if other := waiting.swap(dot):
        other.end()


def start(options: list[str], *, warmed: bool) -> Dot:
    """Start Graphviz; warmed, it draws a word first, which makes it load all it needs."""
    program = shutil.which("dot")
    if program is None:
        raise DrawingUnavailable(_("The chart cannot be drawn: Graphviz is not installed here."))
    command, environment = [program, *options], bare_environment()
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, its input on standard input
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise DrawingUnavailable(_("The chart could not be drawn.")) from error
    if warmed and process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.write(first_source())
            process.stdin.flush()
    return Dot(process, command, environment, warmed)


@cache
def first_source() -> bytes:
    """The dot source of the word that is drawn first."""
    return chart_source(FIRST_WORD).encode()


def bare_environment() -> dict[str, str]:
    """What Graphviz needs to find its fonts, and nothing that lets it read files."""
    wanted = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    kept = {name: os.environ[name] for name in wanted if name in os.environ}
    # Graphviz refuses to load files when it believes to serve the web and has no path for them.
    return kept | {"LANG": "C.UTF-8", "GV_FILE_PATH": "", "SERVER_NAME": "riskcontrol"}


def let_go() -> None:
    """End the process that waits: at exit, and before a fork, which would share its pipes."""
    if dot := waiting.swap(None):
        dot.end()
    for process in killed:
        process.wait()
    bury()


atexit.register(let_go)
os.register_at_fork(before=let_go)
