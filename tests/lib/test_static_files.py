"""Scripts that import one another, as a real installation and the demo hand them out."""

import importlib
import re
from contextlib import closing
from pathlib import PurePosixPath

import pytest
from django.conf import settings as current
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client

# The end of an answer looks after the connection to the database.
pytestmark = pytest.mark.django_db
IMPORT = re.compile(r"""^import [^;]*? from ["'](\./[^"']+)["'];""", re.MULTILINE)
SCRIPTS = sorted((current.BASE_DIR / "static" / "js").glob("*.js"))
IMPORTING = [f"js/{file.name}" for file in SCRIPTS if IMPORT.search(file.read_text("utf-8"))]
DEFAULT = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def as_in(settings, monkeypatch, tmp_path):
    """Hand out static files as the settings of an installation say."""

    def take(name):
        monkeypatch.setenv("SECRET_KEY", "for tests alone")
        monkeypatch.setenv("ALLOWED_HOSTS", "testserver")
        monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")
        module = importlib.import_module(f"riskcontrol.settings.{name}")
        settings.STORAGES = getattr(module, "STORAGES", DEFAULT)
        settings.WHITENOISE_USE_FINDERS = getattr(module, "WHITENOISE_USE_FINDERS", False)
        settings.WHITENOISE_AUTOREFRESH = getattr(module, "WHITENOISE_AUTOREFRESH", False)
        settings.WHITENOISE_MAX_AGE = getattr(module, "WHITENOISE_MAX_AGE", 60)
        settings.STATIC_ROOT = tmp_path

    return take


@pytest.fixture
def collected(as_in, settings):
    """Collect for a real installation, only without compressing, which takes half a minute."""
    as_in("production")
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "map", "svg"]
    call_command("collectstatic", interactive=False, verbosity=0)


def handed_out(address):
    """Give a script as a browser gets it, and for how long it may keep it."""
    with closing(Client().get(address)) as answer:
        assert (address, answer.status_code) == (address, 200)
        return answer.getvalue().decode(), answer["Cache-Control"]


def imports_of(address):
    """Give the addresses that a script imports, as a browser resolves them."""
    text, _age = handed_out(address)
    return [str(PurePosixPath(address).parent / told) for told in IMPORT.findall(text)]


def source_of(name):
    """Give a script as it is written."""
    return (current.BASE_DIR / "static" / name).read_text(encoding="utf-8")


def test_there_are_scripts_that_import_others():
    assert {"js/studio.js", "js/studio-answer.js"} <= set(IMPORTING)


@pytest.mark.parametrize("name", IMPORTING)
def test_an_installation_imports_scripts_by_names_that_can_be_kept_for_good(collected, name):
    imported = [f"js/{PurePosixPath(told).name}" for told in IMPORT.findall(source_of(name))]
    wanted = [static(one) for one in imported]
    assert imports_of(static(name)) == wanted != []
    for address in (static(name), *wanted):
        assert re.fullmatch(r"/static/js/[a-z-]+\.[0-9a-f]{12}\.js", address)
        assert handed_out(address)[1] == "max-age=315360000, public, immutable"


@pytest.mark.parametrize("name", IMPORTING)
def test_the_demo_imports_the_files_as_they_lie_there(as_in, name):
    as_in("demo")
    assert static(name) == f"/static/{name}"
    found = imports_of(static(name))
    assert found != []
    for address in found:
        assert handed_out(address) == (
            source_of(address.removeprefix("/static/")),
            "max-age=0, public",
        )
