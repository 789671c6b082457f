"""The import contracts: the tree keeps them, and each of them notices a break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["riskcontrol", "powers", "riskpoints", "measures"]
IGNORED = shutil.ignore_patterns("__pycache__", "migrations")
LINT = Path(sys.executable).with_name("lint-imports")

ACROSS = "Across the apps: upper rooms use lower ones"
INSIDE = "Inside an app: from the address down to the states"
PUBLIC = "The public pages see only what an app calls public"


@pytest.fixture
def tree(tmp_path):
    """A copy of the packages and their contracts, to break."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=IGNORED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree, contract=None):
    """Run the contracts on a tree; give the exit status and what was printed."""
    chosen = ["--contract", contract] if contract else []
    done = subprocess.run(  # noqa: S603 - our own command on a copy of our own files
        [LINT, "--no-cache", "--no-logo", *chosen],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def add_line(tree, module, line):
    """Append a line to a module of the copy, making the module where it is missing."""
    path = tree / (module.replace(".", "/") + ".py")
    package = path.with_suffix("") / "__init__.py"
    with (package if package.exists() else path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_the_tree_keeps_every_contract(tree):
    status, printed = lint(tree)

    assert status == 0, printed


@pytest.mark.parametrize(
    ("contract", "name", "importer", "imported"),
    [
        ("across", ACROSS, "powers.actions", "riskpoints.models"),
        ("across", ACROSS, "riskpoints.actions", "measures.models"),
        ("across", ACROSS, "measures.actions", "riskcontrol.desk"),
        ("across", ACROSS, "riskcontrol.desk.views", "riskcontrol.urls"),
        ("across", ACROSS, "riskcontrol.desk.views", "riskcontrol.registers"),
        ("across", ACROSS, "riskcontrol.accounts.models", "powers.models"),
        ("across", ACROSS, "riskcontrol.audit.models", "riskcontrol.accounts.models"),
        ("across", ACROSS, "riskcontrol.lib.decisions", "riskcontrol.audit"),
        ("inside", INSIDE, "powers.models", "powers.actions"),
        ("inside", INSIDE, "riskpoints.states", "riskpoints.models"),
        ("inside", INSIDE, "measures.permissions", "measures.views"),
        ("inside", INSIDE, "riskcontrol.accounts.roles", "riskcontrol.accounts.models"),
        ("inside", INSIDE, "powers.drawing", "powers.models"),
        ("public", PUBLIC, "riskcontrol.disclosure.views.charts", "powers.models"),
        ("public", PUBLIC, "riskcontrol.disclosure.views.charts", "riskpoints.actions"),
        ("public", PUBLIC, "riskcontrol.disclosure.forms", "measures.querysets"),
    ],
)
def test_a_contract_notices_a_break(tree, contract, name, importer, imported):
    add_line(tree, imported, "there = True")
    add_line(tree, importer, f"import {imported}")

    status, printed = lint(tree, contract)

    assert status == 1
    assert f"{name} BROKEN" in printed
    assert f"{importer} -> {imported} (l." in printed


def test_the_public_pages_may_import_what_is_public(tree):
    add_line(tree, "powers.public.charts", "shown = True")
    add_line(tree, "riskcontrol.disclosure.views.charts", "import powers.public.charts")

    status, printed = lint(tree, "public")

    assert status == 0, printed
