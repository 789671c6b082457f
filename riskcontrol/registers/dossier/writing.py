"""A dossier's tree as canonical YAML."""

import io
from typing import Any

from ruamel.yaml import YAML

from riskcontrol.accounts.models import Unit

from .tree import tree_of


def export_dossier(body: Unit) -> str:
    """Give a body and all below it as a canonical dossier (YAML 1.2, UTF-8)."""
    return as_yaml(tree_of(body))


def as_yaml(tree: dict[str, Any]) -> str:
    """Write a tree one way only: block style, keys as they stand, lines never folded."""
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 1_000_000
    yaml.representer.ignore_aliases = lambda _value: True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()
