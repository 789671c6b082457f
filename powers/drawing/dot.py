"""The dot language, as much of it as our drawings need: a graph is written, never parsed."""

import re
from collections.abc import Mapping
from functools import lru_cache

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", re.ASCII)
KEYWORDS = frozenset({"node", "edge", "graph", "digraph", "subgraph", "strict"})


class Markup(str):
    """A label in Graphviz's HTML-like language; every other text is written as plain characters."""

    __slots__ = ()


class Graph:
    """A directed graph, written line by line."""

    def __init__(self, **defaults: Mapping[str, str]) -> None:
        """Begin with the attributes that hold for the graph, for every node and for every edge."""
        self._lines = [f"\t{what}{attributes(look)}\n" for what, look in defaults.items()]

    def node(self, name: str, look: Mapping[str, str]) -> None:
        """Write a node."""
        self._lines.append(f"\t{quoted(name)}{attributes(look)}\n")

    def edge(self, tail: str, head: str, look: Mapping[str, str]) -> None:
        """Write an edge."""
        self._lines.append(f"\t{quoted(tail)} -> {quoted(head)}{attributes(look)}\n")

    @property
    def source(self) -> str:
        """The whole graph."""
        return "digraph {\n" + "".join(self._lines) + "}\n"


def attributes(look: Mapping[str, str]) -> str:
    """Write attributes in brackets, whose names are our own."""
    return " [" + " ".join([f"{name}={quoted(value)}" for name, value in look.items()]) + "]"


@lru_cache(maxsize=4096, typed=True)  # typed, since markup is no text
def quoted(text: str) -> str:
    r"""Write a text so that Graphviz reads back exactly that text.

    Backslashes are doubled, since \N and \G would be replaced and one at the end would swallow
    the quote. Raises ValueError for a NUL, which no dot source can hold.
    """
    if isinstance(text, Markup):
        return f"<{text}>"
    if PLAIN.fullmatch(text) and text.lower() not in KEYWORDS:
        return text
    if "\0" in text:
        raise ValueError("No dot source holds a NUL.")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
