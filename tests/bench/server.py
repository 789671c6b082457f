"""The application as it is served, on loopback, on the database of the benchmark."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """Name the benchmark's own database for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    access = f"{quote(of['USER'])}:{quote(of['PASSWORD'])}@{of['HOST']}:{of['PORT'] or 5432}"
    return f"postgres://{access}/{of['NAME']}"


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(*arguments: str) -> Iterator[int]:
    """Serve with gunicorn and give the port: one process on SQLite, which has one writer, else two."""
    port = free_port()
    workers = "1" if connection.vendor == "sqlite" else "2"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.behind_proxy",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "CACHE_URL": "memory://",
    }
    command = [sys.executable, "-m", "gunicorn", "riskcontrol.wsgi", "-b", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", workers, "--threads", "4"]
    command += ["--no-control-socket", "--log-level", "warning", *arguments]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env)  # noqa: S603 - our own server
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until a page is answered."""
    for _try in range(100):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as one:
                one.request("GET", "/report/")
                if one.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("The server did not start.")
