"""Words are asserted in English, the language of the source."""

import threading

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _nothing_under_way():
    """What the drawing of an earlier test starts a moment later has started, before this one looks."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(10)


@pytest.fixture
def false_dot(tmp_path, monkeypatch):
    """Put another program where Graphviz is looked for; gives the folder that it stands in."""

    def install(script):
        program = tmp_path / "dot"
        program.write_text(f'#!/bin/sh\nhere=$(dirname "$0")\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return tmp_path

    return install
