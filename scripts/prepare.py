"""Bring the embedded demo to the state in which it can be served, and say where it will be."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def port_is_free(port: int) -> bool:
    """Say whether this machine can listen there."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def has_chinese_font() -> bool:
    """Say whether fontconfig knows a font with Chinese characters."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    return bool(found.stdout.strip())


def say_what_is_missing() -> None:
    """Name what the pages will do without."""
    if not shutil.which("dot"):
        print("Graphviz is missing: charts are shown as text lists. apt-get install graphviz")
    if not has_chinese_font():
        print("A Chinese font is missing: pictures and PDFs cannot show Chinese text.")
        print("apt-get install fonts-noto-cjk")


def prepare() -> None:
    """Migrate, load the example once, do the day's work."""
    import django  # noqa: PLC0415 - slow import, not needed where the port is taken
    from django.conf import settings  # noqa: PLC0415 - the same
    from django.core.management import call_command  # noqa: PLC0415 - the same

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO:
        call_command("load_demo")
    call_command("run_day")
    say_what_is_missing()
    print(f"\nhttp://127.0.0.1:{os.environ['PORT']}\n")
    if settings.DEMO:
        call_command("demo_accounts")
    print("\nCtrl-C stops it.", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if not port_is_free(int(os.environ["PORT"])):
        sys.exit(f"Port {os.environ['PORT']} is in use. Type: PORT=8001 make run")
    prepare()
