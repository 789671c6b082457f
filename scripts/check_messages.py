"""Check that every string people read is in the catalogues, translated and with its placeholders.

Without an argument the catalogues are only compared with the sources; `--write` reads the sources
into the catalogues, `--compile` makes the .mo of those that changed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ["riskcontrol", "powers", "riskpoints", "measures", "templates", "locale"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
MAKE = [
    "-m",
    "django",
    "makemessages",
    "--locale=zh_Hans",
    "--no-location",
    "--no-wrap",
    "--no-obsolete",
]


def catalogues(tree: Path) -> list[Path]:
    """Give the catalogues of a tree."""
    return sorted(tree.glob("locale/*/LC_MESSAGES/*.po"))


def make_messages(tree: Path) -> None:
    """Read the strings of a tree's sources into its catalogues."""
    left_out = [f"--ignore={name}/*" for name in (".venv", "var", "tests", "scripts", "docs")]
    subprocess.run(
        [sys.executable, *MAKE, *left_out], cwd=tree, check=True, stdout=subprocess.DEVNULL
    )


def keys(catalogue: Path) -> set[tuple[str | None, str]]:
    """Give context and text of every live entry."""
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(catalogue) if not entry.obsolete}


def texts(entry: polib.POEntry) -> list[str]:
    """Give what must hold the placeholders of an entry: its translation, or all its plural forms."""
    return (
        [entry.msgid_plural, *entry.msgstr_plural.values()]
        if entry.msgid_plural
        else [entry.msgstr]
    )


def placeholders(text: str) -> set[str]:
    """Give the places that a text leaves for values."""
    return set(PLACEHOLDER.findall(text))


def shortfalls(catalogue: Path) -> Iterator[str]:
    """Say of each entry that is untranslated, doubtful or without its placeholders, which it is."""
    for entry in polib.pofile(catalogue):
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"doubtful (fuzzy): {entry.msgid!r}"
        elif not entry.translated():
            yield f"not translated: {entry.msgid!r}"
        elif any(placeholders(text) != placeholders(entry.msgid) for text in texts(entry)):
            yield f"other placeholders than its source: {entry.msgid!r}"


def differences(catalogue: Path) -> Iterator[str]:
    """Say what the sources hold and the catalogue lacks, and the other way round."""
    with tempfile.TemporaryDirectory() as directory:
        tree = Path(directory)
        for name in SOURCES:
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        make_messages(tree)
        wanted, kept = keys(tree / catalogue.relative_to(ROOT)), keys(catalogue)
    yield from (
        f"in the sources alone: {text!r}" for _context, text in sorted(wanted - kept, key=str)
    )
    yield from (
        f"in the catalogue alone: {text!r}" for _context, text in sorted(kept - wanted, key=str)
    )


def compile_changed() -> None:
    """Make the compiled form of each catalogue that is newer than it."""
    for catalogue in catalogues(ROOT):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= catalogue.stat().st_mtime:
            polib.pofile(catalogue).save_as_mofile(compiled)


def check() -> int:
    """Print every problem; give the exit status."""
    if not catalogues(ROOT):
        print("There is no catalogue under locale/.")
        return 1
    problems = 0
    for catalogue in catalogues(ROOT):
        for problem in (*shortfalls(catalogue), *differences(catalogue)):
            print(f"{catalogue.relative_to(ROOT)}: {problem}")
            problems += 1
    print(f"{problems} problems in the translations.")
    return 1 if problems else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--write"]:
            make_messages(ROOT)
        case ["--compile"]:
            compile_changed()
        case _:
            sys.exit(check())
