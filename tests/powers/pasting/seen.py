"""What a paste gave, in the form that tests compare."""

from powers.pasting.reading import read
from powers.rows import drawing_from

POSITIONS = {
    "JC-1": "线索受理岗",
    "JC-2": "案件调查岗",
    "JC-3": "科室负责人岗",
    "SP-1": "窗口受理岗",
    "SP-2": "审查岗",
    "SP-3": "审批决定岗",
    "LD-2": "分管领导岗",
    "LD-3": "领导班子会议",
}


def drawn(text, positions=POSITIONS):
    """The drawing that a text gives."""
    return drawing_from(read(text, positions).rows, name="", positions=positions)


def names(text):
    """The steps' names."""
    return [step["name"] for step in drawn(text)["steps"]]


def kinds(text):
    """The steps' kinds."""
    return [step["kind"] for step in drawn(text)["steps"]]


def facts(text):
    """Position and days of each step."""
    return [(step["position"], step["days"]) for step in drawn(text)["steps"]]


def ways(text):
    """The ways, by the steps' numbers: “1>2”, “2>3 齐全”; sorted."""
    drawing = drawn(text)
    numbers = {step["key"]: number for number, step in enumerate(drawing["steps"], 1)}
    return sorted(
        f"{numbers[link['from']]}>{numbers[link['to']]} {link['when']}".strip()
        for link in drawing["links"]
    )


def left(text):
    """What was not taken, line by line."""
    return [words for line in read(text, POSITIONS).lines for words in line.left]
