"""From a file's bytes to a checked dossier: every problem at once, each with its path."""

import json
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from . import rules, schema
from .checks import Problem, Problems

LARGEST = 5 * 1024 * 1024  # bytes; the deck's own example has 17 thousand


def read_dossier(data: bytes) -> tuple[dict[str, Any], Problems]:
    """Give the dossier in its canonical shape, and what is wrong with it (nothing, if it may be used)."""
    tree, problems = _parsed(data)
    if problems:
        return {}, problems
    checked = schema.dossier(tree, "", problems)
    if not problems:
        problems += rules.broken(checked)
    return checked, problems


def _parsed(data: bytes) -> tuple[Any, Problems]:
    if len(data) > LARGEST:
        return None, [Problem("/", f"{len(data)} B", _("a dossier has at most 5 MB"))]
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Problem("/", f"@{error.start}", _("a dossier is UTF-8 text"))]
    try:
        return _tree(content), []
    except (YAMLError, ValueError, RecursionError) as error:
        line = str(error).replace("\n", " ")[:200]
        return None, [Problem("/", line, _("a dossier is YAML 1.2 or JSON"))]


def _tree(content: str) -> Any:
    if content.lstrip().startswith("{"):
        return json.loads(content)
    if "&" in content or "*" in content:
        _refuse_aliases(content)
    return YAML(typ="safe", pure=True).load(content)


def _refuse_aliases(content: str) -> None:
    """Aliases can make a short file unfold without end; a dossier has no use for them."""
    for event in YAML(typ="safe", pure=True).parse(content):
        if getattr(event, "anchor", None):
            raise ValueError(_("a dossier has no anchors and aliases"))
