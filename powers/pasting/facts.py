"""What a line says of a step beside its name: position, days, kind, whether it is a check."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from powers.rows import Basis
from powers.states import StepKind

from .marks import NUMBER, number_of

KINDS = {
    StepKind.START: "开始 起点 起始 开始环节 start",
    StepKind.STEP: "环节 步骤 一般环节 普通环节 step",
    StepKind.DECISION: "判断 判定 决策 判断环节 决策环节 decision",
    StepKind.DOCUMENT: "文书 文档 文件 document",
    StepKind.PUBLICATION: "公示 公开 公告 公布 publication",
    StepKind.END: "结束 终点 终止 办结 结束环节 end",
}
# Words that say a kind only where a kind is asked for.
KINDS_ASKED = {
    StepKind.START: "启动 begin",
    StepKind.STEP: "处理 办理 过程 操作 活动 流程 process task",
    StepKind.DECISION: "选择 分支 条件",
    StepKind.DOCUMENT: "单据 材料",
    StepKind.END: "完成 finish",
}


def by_word(kinds: Mapping[StepKind, str]) -> dict[str, str]:
    """Give the kind by each word for it."""
    return {word: kind.value for kind, words in kinds.items() for word in words.split()}


KIND_OF_WORD = by_word(KINDS)
KIND_OF_CELL = by_word(KINDS_ASKED) | KIND_OF_WORD
CHECKS = frozenset(
    [
        "制约",
        "制约环节",
        "权力制衡",
        "制衡",
        "监督制约",
        "监督环节",
        "复核环节",
        "check",
        "checks and balances",
    ]
)
NONE_SAID = frozenset({"", "无", "/", "-", "—", "——", "–", "不限", "none", "否"})
LABELS = {
    "position": "责任岗位 承办岗位 办理岗位 经办岗位 岗位名称 岗位 责任主体 责任人 承办人 承办机构 承办科室 责任科室 责任部门 position",
    "days": "办理时限 承诺时限 法定时限 完成时限 时限要求 时限 期限 办理期限 工作日 天数 days limit",
    "kind": "环节类型 步骤类型 类型 kind type",
    "basis": "法律依据 设定依据 实施依据 政策依据 依据 basis",
    "next": "下一步 下一环节 下一步骤 去向 流向 后续 后续环节 转向 next",
    "when": "条件 流转条件 判断条件 condition",
    "check": "制约 制约环节 是否制约 check",
}
LABEL_OF_WORD = {word: label for label, words in LABELS.items() for word in words.split()}
LABELLED = re.compile(
    rf"^({'|'.join(sorted(LABEL_OF_WORD, key=len, reverse=True))})\s*[:：]\s*(.*)$", re.IGNORECASE
)
DAYS = re.compile(
    rf"(?<![第月年\d.．\-~至到〇零一二三四五六七八九十百])(?P<count>{NUMBER})\s*个?\s*"
    r"(?:法定)?(?:工作日|日|天|working\s+days?|days?)(?![常报志程期记均前起至])(?P<within>以?内)?",
    re.IGNORECASE,
)
ONLY_DAYS = re.compile(
    rf"^(?:时限|期限|限时|在|于|不超过|within)?[:：]?\s*{DAYS.pattern}(?:办结|完成|办理)?$",
    re.IGNORECASE,
)
LEADING_DAYS = re.compile(rf"^(?:应当|应)?(?:在|于)?{DAYS.pattern}[，,]?\s*", re.IGNORECASE)
TIME_WORDS = re.compile(
    rf"^{NUMBER}\s*(?:个|[-~至到]\s*{NUMBER})?.{{0,4}}(?:小时|个?月|分钟|自然日|日历日|日|天|周|年)以?内?$"
)
POSTS = re.compile(
    r"(?:岗|岗位|窗口|科长|股长|局长|主任|负责人|承办人|经办人|执法人员|领导|办公会议?|委员会|大厅)$"
)
BASIS = re.compile(
    r"《([^《》]{1,200})》\s*((?:第[^，,；;、。《》]{1,30}条[^，,；;。《》]{0,60})?)"
)
BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]{1,200})[）)】\]]")
PUNCTUATION = re.compile(r"[\s\W_]+")


@dataclass
class Facts:
    """What was found beside the name; `left` are words of it that could not be taken, with why."""

    kind: str = ""
    position: str = ""
    days: str = ""
    check: bool = False
    bases: tuple[Basis, ...] = ()
    left: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return self == Facts()

    def add(self, other: "Facts") -> None:
        """Take over what the other one says and this one does not; a second saying is told."""
        for name in ("kind", "position", "days"):
            said = getattr(other, name)
            if said and getattr(self, name) not in ("", said):
                self.left.append(not_taken(str(said)))
            elif said:
                setattr(self, name, said)
        self.check |= other.check
        self.bases += other.bases
        self.left += other.left


def not_taken(words: str) -> str:
    """Say that words were not taken."""
    return _("Not taken: “%(words)s”.") % {"words": words[:80]}


def plain(text: str) -> str:
    """Give a text without blanks and punctuation, to compare it."""
    return PUNCTUATION.sub("", text).casefold()


def extracted(text: str, positions: Mapping[str, str]) -> tuple[str, Facts]:
    """Take the facts out of a text, give what is left of it: the name."""
    facts = Facts()
    for found in list(BRACKETS.finditer(text))[::-1]:
        inner, rest = bracket_facts(found[1], positions)
        facts.add(inner)
        if rest != found[1]:
            text = text[: found.start()] + (f"（{rest}）" if rest else "") + text[found.end() :]
    return trailing_facts(text.strip(), positions, facts)


def bracket_facts(inner: str, positions: Mapping[str, str]) -> tuple[Facts, str]:
    """Read what stands in brackets item by item; give also what is part of the name."""
    facts, rest = Facts(), []
    items = re.split(r"[，,；;、]|(?<!\d)\s+(?![A-Za-z])", inner)
    for item in filter(None, map(str.strip, items)):
        said = item_facts(item, positions)
        if said:
            facts.add(said)
        else:
            rest.append(item)
    return facts, inner if facts.is_empty else "、".join(rest)


def trailing_facts(text: str, positions: Mapping[str, str], facts: Facts) -> tuple[str, Facts]:
    """Read what follows a comma at the end, a position before a colon, and days said in passing."""
    parts = re.split(r"([，,；;：:])", text)
    while len(parts) > 2 and (said := trailing_item(parts[-1].strip(" 。.；;"), positions)):
        facts.add(said)
        parts = parts[:-2]
    head = match_position(parts[0], positions, loosely=False) if len(parts) > 2 else None
    if head and not facts.position and parts[1] in "：:":
        facts.position, parts = head, parts[2:]
    text = "".join(parts).strip()
    if found := LEADING_DAYS.match(text):
        facts.add(Facts(days=days_in(found)))
        text = text[found.end() :] if found["within"] and found.end() < len(text) else text
    elif not facts.days and (found := DAYS.search(text)):
        facts.days = days_in(found)
    return text, facts


def trailing_item(text: str, positions: Mapping[str, str]) -> Facts | None:
    """Read an item that stands at the end: days, or a position of the body."""
    if ONLY_DAYS.match(text):
        return item_facts(text, positions)
    code = match_position(text, positions, loosely=False)
    return Facts(position=code) if code else None


def item_facts(item: str, positions: Mapping[str, str]) -> Facts | None:
    """Read one item that stands alone; None where it is no fact."""
    if labelled := LABELLED.match(item):
        return labelled_facts(LABEL_OF_WORD[labelled[1].casefold()], labelled[2], positions)
    word = item.casefold().strip(" 。.，,")
    if word in CHECKS:
        return Facts(check=True)
    if word in KIND_OF_WORD:
        return Facts(kind=KIND_OF_WORD[word])
    if said := days_facts(item):
        return said
    if found := BASIS.fullmatch(item):
        return Facts(bases=(Basis(found[1], found[2].strip()),))
    return position_facts(item, positions) if is_position(item, positions) else None


def labelled_facts(label: str, words: str, positions: Mapping[str, str]) -> Facts | None:
    """Read a field of a step by what it is called; None for one that is about the ways."""
    words = words.strip(" 。；;")
    if label in ("next", "when"):
        return None
    if words.casefold() in NONE_SAID:
        return Facts()
    readers = {"kind": kind_facts, "days": cell_days, "basis": basis_facts, "check": check_facts}
    return readers[label](words) if label in readers else position_facts(words, positions)


def kind_facts(words: str) -> Facts:
    """Read a kind; several words may say also that it is a check."""
    facts = Facts()
    for word in re.split(r"[\s·、，,/（）()]+", words):
        if word.casefold() in CHECKS:
            facts.check = True
        elif word.casefold() in KIND_OF_CELL:
            facts.add(Facts(kind=KIND_OF_CELL[word.casefold()]))
        elif word:
            facts.left.append(not_taken(word))
    return facts


def check_facts(words: str) -> Facts:
    """Read whether a step is a check: any word but one that denies it."""
    return Facts(check=words.casefold() not in {"否", "不是", "0", "no", "false", "×"})


def cell_days(words: str) -> Facts:
    """Read days where a bare number does."""
    if words.isdecimal() and 0 < int(words[:5]) < 10000:
        return Facts(days=str(int(words)))
    return days_facts(words) or Facts(left=[not_days(words)])


def days_facts(item: str) -> Facts | None:
    """Read an item that is a time; one that is not in (working) days is told, not taken."""
    if found := ONLY_DAYS.match(item):
        return Facts(days=days_in(found))
    return Facts(left=[not_days(item)]) if TIME_WORDS.match(item) else None


def not_days(words: str) -> str:
    """Say that a time was not taken."""
    said = _("“%(words)s” is no number of working days; the limit stays empty.")
    return said % {"words": words[:80]}


def days_in(found: re.Match[str]) -> str:
    """Write the days that were found in digits; nothing for none."""
    count = number_of(found["count"])
    return str(count) if count else ""


def basis_facts(words: str) -> Facts:
    """Read laws in 《》 with their articles."""
    bases = tuple(Basis(law.strip(), article.strip()) for law, article in BASIS.findall(words))
    return Facts(bases=bases) if bases else Facts(bases=(Basis(words[:200]),))


def is_position(item: str, positions: Mapping[str, str]) -> bool:
    """Whether an item reads like a position, the body's own or another."""
    return bool(POSTS.search(item) or match_position(item, positions, loosely=False))


def position_facts(words: str, positions: Mapping[str, str]) -> Facts:
    """Give the position that words name, or say that there is none."""
    if code := match_position(words, positions):
        return Facts(position=code)
    said = _("“%(words)s” is no position of this unit, or not just one; choose it later.")
    return Facts(left=[said % {"words": words[:80]}])


def match_position(words: str, positions: Mapping[str, str], *, loosely: bool = True) -> str | None:
    """Find the one position that words name; None where there is none or more than one."""
    wanted = core(words)
    if not wanted:
        return None
    named = [(code, core(name)) for code, name in positions.items()]
    same = [code for code, name in named if name == wanted]
    if same or not loosely:
        return only(same)
    return only(code for code, name in named if name and (name in wanted or wanted in name))


def core(name: str) -> str:
    """Give what a position is called without the word for position at its end."""
    return re.sub(r"岗位?$", "", plain(name))


def only[Thing](found: Iterable[Thing]) -> Thing | None:
    """Give the one thing found; None where it is none or several."""
    every = list(found)
    return every[0] if len(every) == 1 else None


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
