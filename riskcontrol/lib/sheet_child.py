"""Reads one sheet that somebody handed in and writes its cells. A program of its own: see apart.

It runs in a process apart, without the application, its environment or its secrets, and within
limits of memory and time: a few bytes can name a cell so far off that all those before it fill the
memory, and an archive can unpack to more than it announces. Standard input is the file; standard
output is the first page's rows as JSON. It ends with 3 and one word where the file is refused.
"""

import datetime
import io
import json
import resource
import sys
from typing import Any, NoReturn

MEMORY = 1 << 29  # bytes of address space
SECONDS = 10  # of processor time
LONGEST = 300_000  # characters of all cells together, each counted with the sign after it
REFUSED = 3


def refuse(problem: str) -> NoReturn:
    """End, with one word for what is wrong."""
    sys.stdout.write(problem)
    sys.stdout.flush()
    sys.exit(REFUSED)


def rows_of(content: bytes) -> list[list[str]]:
    """Give the rows of the first page that hold something."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - after the limits

    try:
        page = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return few_enough(page)
    except MemoryError:
        refuse("large")
    except (CalamineError, IndexError, ValueError, OSError):
        refuse("broken")


def few_enough(page: Any) -> list[list[str]]:
    """Read row by row, and no further than a list of ours is long."""
    found, length = [], 0
    for row in page.iter_rows():
        cells = [plain(cell) for cell in row]
        if any(cells):
            found.append(cells)
            length += sum(len(cell) + 1 for cell in cells)
        if length > LONGEST:
            refuse("large")
    return found


def plain(value: Any) -> str:
    """Write a cell as it reads: whole numbers without a point, days without an hour."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}"
    return str(value).strip()


def main() -> None:
    """Set the limits, read the file, write its cells."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    rows = rows_of(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
