"""The deck's example for the tests of registers, and ways to change it."""

from django.conf import settings
from ruamel.yaml import YAML

from riskcontrol.registers.dossier.writing import as_yaml

SEED = settings.BASE_DIR / "riskcontrol" / "registers" / "examples" / "seed.yaml"
DATA = SEED.read_bytes()


def tree():
    """The example as a tree."""
    return YAML(typ="safe", pure=True).load(DATA.decode())


def changed(change):
    """The example with one thing changed, as bytes."""
    altered = tree()
    change(altered)
    return as_yaml(altered).encode()
