"""Tables that people hand in: the same cells whatever they were made with."""

import datetime
import resource
import signal
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from riskcontrol.lib import tables

from .workbooks import bomb, reaching, workbook

ROWS = [["类别", "日期", "件数"], ["信访", "2025-03-14", "7"]]
TYPED = [["类别", "日期", "件数"], ["信访", datetime.date(2025, 3, 14), 7]]
TEXT = "类别,日期,件数\r\n信访,2025-03-14,7\r\n"


@pytest.mark.parametrize(
    "content",
    [
        workbook(TYPED),
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.replace(",", "\t").encode(),
    ],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gbk", "tabs"],
)
def test_every_kind_of_file_gives_the_same_cells(content):
    assert tables.cells_of_file(content) == ROWS


def test_blank_rows_and_blanks_around_are_left_out():
    assert tables.cells_of_text("\n类别\t日期 \n\t\n 信访\t\n") == [["类别", "日期"], ["信访", ""]]
    assert tables.cells_of_file(workbook([["a"], [""], ["b"]])) == [["a"], ["b"]]


def test_a_pasted_cell_may_hold_lines_and_signs():
    pasted = '信访\t"第一行\n第二行，含""引号"""\n'
    cells = [["信访", '第一行\n第二行，含"引号"']]
    assert tables.cells_of_text(pasted) == cells
    assert tables.cells_of_text(tables.text_of(cells)) == cells


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 no zip", "表格打不开"),
        (workbook(ROWS)[:400], "表格打不开"),
        (b"\xd0\xcf\x11\xe0 no sheet", "表格打不开"),
        (b"\x00\xff\xfe\xff\xff", "既不是表格也不是文本"),
        (b"a" * (tables.LARGEST + 1), "超过5 MB"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content, words):
    with pytest.raises(ValidationError, match=words):
        tables.cells_of_file(content)


def test_a_sheet_that_would_fill_the_memory_is_not_unpacked():
    bomb = workbook(ROWS, **{"xl/media/a.bin": b"0" * (tables.UNPACKED + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(ValidationError, match="太大"):
        tables.cells_of_file(bomb)


PAGE = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: reaching("XFD1048576"), "太大"),
        (lambda: bomb(PAGE, announced=100), "打不开"),
        (lambda: bomb(PAGE), "太大"),
        (lambda: workbook([["长" * 30_000]] * 11), "太大"),
    ],
    ids=["a far cell", "an entry larger than it says", "a gigabyte", "cells without end"],
)
def test_a_sheet_that_fills_the_memory_breaks_its_reader_alone(made, words):
    content = made()
    assert len(content) < tables.LARGEST
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValidationError, match=words):
        tables.cells_of_file(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB


def test_a_last_row_far_below_is_read():
    assert tables.cells_of_file(reaching("C1048576")) == [["1", "", ""], ["", "", "1"]]


# A process of its own starts the reader: a child counts what its parent held when it was forked.
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-I", sys.argv[1]], stdin=sys.stdin.buffer, capture_output=True)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_reader_keeps_within_its_memory():
    command = [sys.executable, "-c", MEASURED, str(tables.CHILD)]
    done = subprocess.run(command, input=reaching("XFD4096"), capture_output=True, check=True)  # noqa: S603 - our own words
    status, most = map(int, done.stdout.split())
    assert status == -signal.SIGABRT  # it asked for more than it may have
    assert most < 1 << 20  # KiB


def test_a_file_that_is_too_large_is_not_even_read():
    class Unread(SimpleUploadedFile):
        def read(self, *_args):
            raise AssertionError

    with pytest.raises(ValidationError, match="超过5 MB"):
        tables.cells_of_upload(Unread("a.xlsx", b"a" * (tables.LARGEST + 1)))


def test_a_text_without_end_is_refused():
    with pytest.raises(ValidationError, match="300001"):
        tables.cells_of_text("a" * 300_001)
