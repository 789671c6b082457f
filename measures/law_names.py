"""Names of laws as people write them: with book marks or without, in full or short."""

FULL = "中华人民共和国"


def bare(law: str) -> str:
    """Give a law's short name: 《中华人民共和国行政处罚法》 is 行政处罚法."""
    return law.strip().strip("《》").strip().removeprefix(FULL).strip()


def ways_to_write(law: str) -> list[str]:
    """Give the ways in which a law of this short name may stand at a power or a step."""
    names = [law, f"{FULL}{law}"]
    return [*names, *(f"《{name}》" for name in names)]
