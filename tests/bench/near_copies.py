"""Finding what is nearly the same as a new text, among a thousand texts and among a hundred thousand."""

from collections.abc import Iterator

from django.db import connection

from riskcontrol.accounts.models import Unit, User
from riskpoints.actions.phrases import Standing, keep_many
from riskpoints.near_copies import Own, copies_of
from riskpoints.states import Place
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    committee_member,
    contributor,
)

from .figures import Figure, best, queries

FEW, MANY, BATCH, BODIES = 1_000, 100_000, 1_000, 21
WHO = [
    "受理岗",
    "审查岗",
    "办案人员",
    "科室负责人",
    "分管领导",
    "核查人员",
    "档案员",
    "财务岗",
    "评审专家",
    "采购经办人",
]
WHEN = [
    "收到材料后",
    "立案之前",
    "现场检查时",
    "作出决定前",
    "送达文书时",
    "收取费用时",
    "组织听证时",
    "委托鉴定时",
    "发布公告时",
    "归档时",
]
WHAT = [
    "不登记不出具凭证",
    "擅自延长办理时限",
    "选择性适用裁量标准",
    "隐瞒与当事人的利害关系",
    "泄露检举人的信息",
]
WHAT += [
    "接受宴请和礼品",
    "篡改原始记录",
    "私自留存材料",
    "指定中介机构",
    "降低审查标准",
    "以罚代管",
    "拆分项目规避招标",
]
WHAT += ["虚报数量", "漏报重要情节"]
THEN = [
    "使请托人优先办结",
    "造成国有资产流失",
    "损害当事人合法权益",
    "逃避集体研究",
    "规避法制审核",
    "留下寻租空间",
    "影响结果",
]
THEN += ["导致证据灭失", "形成人情案件", "掩盖超期事实", "致使处罚畸轻", "为亲属经营提供便利"]
SLOGAN = "加强廉政教育，提高思想认识，自觉接受监督。"


def text(at: int) -> str:
    """One text; every tenth is the same slogan, every fifth an earlier one with another number in it."""
    if at % 10 == 0:
        return SLOGAN
    turn = at // 5 * 5 if at % 5 == 1 else at
    who, when = WHO[turn % 10], WHEN[turn // 10 % 10]
    what, then = WHAT[turn // 100 % len(WHAT)], THEN[turn // 1400 % len(THEN)]
    return f"{who}{when}{what}，{then}，涉及第{turn * 7919 % 9973}号事项{at % 7}件。"


def keep(numbers: range, sections: list[Unit]) -> None:
    """Keep so many texts as the manifestations of as many risk points, spread over bodies."""
    for start in range(numbers.start, numbers.stop, BATCH):
        keep_many(
            [
                (standing(at, sections[at % len(sections)]), {Place.SHOWN: [text(at)]})
                for at in range(start, min(start + BATCH, numbers.stop))
            ]
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE riskpoints_phrase, riskpoints_phrasekey, riskpoints_phraseuse")


def standing(at: int, section: Unit) -> Standing:
    """Where one of the texts belongs; the owner's number is past any real one."""
    return Standing(10**9 + at, section.parent_id or 0, section.pk, None)


def near_copies() -> Iterator[Figure]:
    """Search for a copy with a word exchanged, for the slogan of ten thousand, and for something new."""
    area = AreaFactory()
    sections = [SectionFactory(parent=BodyFactory(parent=area)) for _body in range(BODIES)]
    own, all_bodies = contributor(sections[0]), committee_member(area)
    typed = {
        "a near-copy": (own, text(903).replace("，", "、").replace("事项", "案件")),
        "a slogan that stands 10,000 times": (all_bodies, SLOGAN),
        "a text like no other": (own, "协管员在停车场收取现金后不入账，月底与保安平分。"),
        "a row of 12 texts": (all_bodies, "\n".join(text(at * 37 + 2) for at in range(12))),
    }

    def search(reader: User, words: str) -> None:
        copies_of(words.splitlines(), reader=reader, own=Own())

    keep(range(FEW), sections)
    few = {name: best(lambda said=said: search(*said)) for name, said in typed.items()}
    keep(range(FEW, MANY), sections)
    for name, said in typed.items():
        cost = best(lambda said=said: search(*said))
        note = f"queries: {queries(lambda said=said: search(*said))}"
        what = f"{name}, sought in {MANY:,} texts"
        yield Figure(what, cost, f"in {FEW:,}", few[name], note, most=150)
