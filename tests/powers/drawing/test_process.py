"""Graphviz as a process: limits, what it may see, the one that waits, and that nobody waits for another."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest
from django.utils import translation

from powers.drawing import process
from powers.drawing.process import DrawingUnavailable, begun, draw, finished, let_go, waiting
from powers.drawing.render import begin_chart, chart_png, chart_svg
from powers.drawing.source import chart_source
from powers.drawing.svg import filtered

from .flows import licence, line_of_three

DOT = shutil.which("dot")
# Counts how often Graphviz is started.
COUNTING = f'echo x >> "$here/calls"\nexec {DOT} "$@"'
# The first one started waits until the file "hold" is gone.
HOLDING = f"""
if mkdir "$here/first" 2>/dev/null; then
    while [ -e "$here/hold" ]; do sleep 0.02; done
fi
exec {DOT} "$@"
"""


def soon(is_so):
    """Wait for what another process does by itself."""
    for _try in range(500):
        if is_so():
            return True
        time.sleep(0.01)
    return False


def image(svg):
    """A drawing as a page carries it."""
    return filtered(svg, title="", description="")


def is_running(pid):
    """Whether a process is there and has not ended."""
    status = Path(f"/proc/{pid.strip()}/stat")
    return status.exists() and status.read_text().split()[2] != "Z"


def one_that_waits():
    """The process that is left waiting by a source that cannot be written."""
    with pytest.raises(ZeroDivisionError):
        begun(lambda: 1 / 0)
    return waiting.dot


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="not xdot"):
        draw("digraph {}", "xdot")


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_what_takes_too_long_is_ended(false_dot, monkeypatch, size):
    false_dot("exec sleep 30")
    monkeypatch.setattr(process, "TIMEOUT", 0.2)
    with pytest.raises(DrawingUnavailable, match="took too long"):
        draw("digraph {}" + " " * size)


def test_what_it_started_is_ended_with_it(false_dot, monkeypatch):
    here = false_dot('sleep 30 & echo $! > "$here/child"; wait')
    monkeypatch.setattr(process, "TIMEOUT", 1.5)  # on a busy machine the child is slow to be there
    with pytest.raises(DrawingUnavailable):
        draw("digraph {}")
    assert (here / "child").read_text().strip()
    assert soon(lambda: not is_running((here / "child").read_text()))


@pytest.mark.parametrize("script", ["exit 3", "exit 0", "cat; exit 1"])
def test_a_failure_is_said_in_words(false_dot, script):
    false_dot(script)
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        draw("digraph {}")
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        chart_svg(line_of_three())


def test_a_program_that_does_not_run_is_a_failure(false_dot):
    (false_dot("") / "dot").write_bytes(b"\x7fELF")
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        draw("digraph {}")


@pytest.mark.parametrize("source", ["digraph {", "digraph { a [label=<<B>x>] }"])
def test_a_broken_source_is_a_failure(source):
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        draw(source)
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        finished(begun(lambda: source))


def test_graphviz_reads_no_file(tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(chart_png(line_of_three()))
    svg = draw(f'digraph {{ a [image="{picture}"] }}')
    assert b"<image" not in svg


def test_graphviz_sees_no_secret(false_dot, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush-hush")
    here = false_dot('env > "$here/seen"\nexit 1')
    with pytest.raises(DrawingUnavailable):
        draw("digraph {}")
    assert "LANG=C.UTF-8" in (here / "seen").read_text()
    assert "hush" not in (here / "seen").read_text()


def test_a_drawing_from_the_one_that_waits_is_the_same():
    source = chart_source(licence())
    dot = one_that_waits()
    again = begun(lambda: source)
    assert again is dot
    assert image(finished(again)) == image(draw(source))
    assert soon(lambda: waiting.dot not in (None, dot))


def test_a_chart_already_drawn_starts_no_graphviz(false_dot, monkeypatch):
    here = false_dot(COUNTING)
    first = chart_svg(licence())
    assert soon(lambda: (here / "calls").read_text() == "x\nx\n")
    monkeypatch.setenv("PATH", "/nowhere")
    assert chart_svg(licence()) == first
    assert (here / "calls").read_text() == "x\nx\n"


def test_a_source_that_cannot_be_written_leaves_the_process_waiting():
    dot = one_that_waits()
    assert dot is not None
    assert one_that_waits() is dot


def test_one_that_died_or_belongs_elsewhere_is_not_taken(monkeypatch):
    dead = one_that_waits()
    dead.kill()
    dead.process.wait(timeout=5)
    other = one_that_waits()
    assert other is not dead
    monkeypatch.setenv("HOME", "/nowhere")
    assert one_that_waits() is not other
    assert other.process.wait(timeout=5) != 0


def test_of_two_that_wait_one_is_ended():
    def fail():
        inner.append(one_that_waits())
        raise ZeroDivisionError

    inner = []
    with pytest.raises(ZeroDivisionError):
        begun(fail)
    assert waiting.dot not in (None, *inner)
    assert inner[0].process.wait(timeout=5) != 0


def test_when_graphviz_goes_away_the_last_drawing_still_comes(monkeypatch):
    def source():
        monkeypatch.setenv("PATH", "/nowhere")
        return chart_source(line_of_three())

    let_go()
    assert finished(begun(source)).endswith(b"</svg>\n")
    assert waiting.dot is None


def test_a_picture_nobody_waits_for_is_let_go():
    picture = begin_chart(licence())
    picture.close()
    assert picture.dot.process.wait(timeout=5) != 0
    assert begin_chart(licence()).svg() == chart_svg(licence())


def test_no_drawing_waits_for_another(false_dot):
    here = false_dot(HOLDING)
    (here / "hold").touch()
    drawn = []

    @translation.override("en")
    def draw_slowly():
        drawn.append(chart_svg(licence()))

    slow = Thread(target=draw_slowly)
    slow.start()
    assert soon((here / "first").exists)
    other, same = chart_svg(line_of_three()), chart_svg(licence())
    assert slow.is_alive()
    (here / "hold").unlink()
    slow.join()
    assert drawn == [same]
    assert other != same


def test_a_program_ends_although_one_waits():
    program = "from powers.drawing.process import start_next, waiting\n"
    program += "start_next()\nprint(waiting.dot.process.pid)"
    program = f"import django\ndjango.setup()\n{program}"
    told = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    assert soon(lambda: not is_running(told.stdout))


def test_a_fork_shares_no_process():
    dot = one_that_waits()
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    else:
        os._exit(0)
    assert waiting.dot is None
    assert dot.process.poll() is not None
