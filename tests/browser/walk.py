"""The deck's own flow and what is said about it, as the people of the walk enter it in the browser."""

from django.conf import settings
from ruamel.yaml import YAML

from riskcontrol.registers.dossier.writing import as_yaml

SEED = settings.BASE_DIR / "riskcontrol" / "registers" / "examples" / "seed.yaml"
CHART = "discipline-case"
CODE = "DEMO-N-001"


def example():
    """The deck's example as a tree."""
    return YAML(typ="safe", pure=True).load(SEED.read_text(encoding="utf-8"))


def bare_body():
    """The example's unit with its sections and positions and nothing else, as a dossier's bytes."""
    empty = {"flowcharts": [], "powers": [], "risk_points": [], "measures": []}
    return as_yaml(example() | empty).encode()


def flow():
    """The steps of the deck's flow in order, each with its ways out."""
    chart = next(one for one in example()["flowcharts"] if one["key"] == CHART)
    ways = {step["key"]: [] for step in chart["steps"]}
    for link in chart["links"]:
        ways[link["from"]].append((link["to"], link.get("when", "")))
    return [step | {"ways": ways[step["key"]]} for step in chart["steps"]]


def comments():
    """The two comments of the public with their answers."""
    chart = next(one for one in example()["flowcharts"] if one["key"] == CHART)
    return chart["posting"]["comments"]


def risk_points():
    """The three risk points of the flow, each with the measures aimed at it first."""
    tree = example()
    points = [one for one in tree["risk_points"] if one["at"].get("flowchart") == CHART]
    taken = set()
    for point in points:
        measures = [
            one
            for one in tree["measures"]
            if point["key"] in one["for"] and one["key"] not in taken
        ]
        taken |= {one["key"] for one in measures}
        yield point | {"measures": measures}
