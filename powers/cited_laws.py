"""Laws that belong to one kind of power, so that citing one beside another kind deserves a look.

Only laws that are made for a single kind stand here; each is named as its own first article names
what it is about. A law may still be cited rightly elsewhere, as 《行政许可法》 has penalties of its
own: what does not fit is pointed out and never held up.
"""

import re
from collections.abc import Collection, Iterable

from .states import Category

# By the words that name the law in a text; the longer words first.
BELONGS: dict[str, tuple[Category, ...]] = {
    "行政许可法": (Category.LICENSING,),
    "行政处罚法": (Category.PENALTY,),
    "行政强制法": (Category.COMPULSION,),
    "税收征收管理法": (Category.LEVY,),
    "社会救助暂行办法": (Category.PAYMENT,),
    "许可法": (Category.LICENSING,),
    "处罚法": (Category.PENALTY,),
    "强制法": (Category.COMPULSION,),
}
# Kinds of power under which each law's own kind is a regular part of the work.
BESIDE: dict[Category, frozenset[str]] = {
    # A case of penalty seizes and seals; an inspection finds what is then punished or compelled.
    Category.COMPULSION: frozenset({Category.PENALTY, Category.INSPECTION, Category.LEVY}),
    Category.PENALTY: frozenset({Category.INSPECTION}),
}
NAMES = re.compile("|".join(BELONGS))
WHOLE = {"许可法": "行政许可法", "处罚法": "行政处罚法", "强制法": "行政强制法"}


def laws_in(text: str) -> list[str]:
    """Name the laws of one kind that a text cites, each once."""
    return list(dict.fromkeys(WHOLE.get(name, name) for name in NAMES.findall(text)))


def misfits(texts: Iterable[str], categories: Collection[str]) -> list[str]:
    """Name the laws cited in texts that fit none of these kinds of power; none where no kind is known."""
    fitting = {
        law
        for law, kinds in BELONGS.items()
        for kind in kinds
        if {kind, *BESIDE.get(kind, ())} & set(categories)
    }
    open_kinds = {Category.OTHER, Category.INTERNAL} & set(categories)
    if not categories or open_kinds:
        return []
    cited = dict.fromkeys(law for text in texts for law in laws_in(text))
    return [law for law in cited if law not in fitting]
