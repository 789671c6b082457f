"""What the columns of a pasted table are called, and what the words in their cells mean."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.states import MeasureKind, Phase, Rhythm
from riskpoints.likeness import plain
from riskpoints.states import Cause, FindingMethod, RiskCategory

# By what a column holds: the heads it goes by, in the forms that units use and in English.
HEADS: dict[str, str] = {
    "number": "序号 编号 环节序号 环节号 步骤号 no number stepno stepnumber",
    "step": "环节 步骤 环节名称 步骤名称 重要环节 关键环节 风险环节 业务环节 权力环节 工作环节 职权环节 环节步骤 所在环节"
    " 岗位 岗位名称 step stepname position",
    "title": "风险点 风险点名称 廉政风险点 廉洁风险点 风险名称 riskpoint risk title",
    "shown": "表现形式 表现 风险表现 主要表现 具体表现 风险描述 风险内容 风险点表现形式 廉政风险点表现形式 风险表现形式"
    " 廉政风险主要内容及表现形式 廉政风险表现形式 howitshows manifestation manifestations",
    "category": "类别 风险类别 风险类型 类型 风险种类 category",
    "rank": "等级 风险等级 自评等级 级别 风险级别 level selfratedlevel",
    "planned": "预期等级 预期风险等级 措施落实后等级 措施落实后的等级 措施落实后的预期等级 剩余等级 剩余风险等级"
    " expectedlevel levelexpected levelexpectedoncethemeasuresstand",
    "planned_why": "预期理由 预期等级理由 预期依据 预期等级依据 whyitisexpected expectedbecause",
    "causes": "成因 原因 风险成因 产生原因 whatfellshort cause causes",
    "found": "查找方式 查找方法 发现方式 foundby howitwasfound",
    "measures": "措施 防控措施 防范措施 防控要点及防控措施 防控要点 measure measures",
    "phase": "阶段 防控阶段 措施阶段 phase",
    "kind": "措施类别 措施类型 措施种类 防控方式 kind",
    "rhythm": "频次 执行频次 周期 频率 howoften",
    "record": "留痕 记录 留存记录 留痕资料 形成记录 形成资料 工作记录 台账 记录名称 record recordkept whatrecordstays",
    "rule": "依据制度 制度依据 所依制度 所依据制度 依据的制度 依据制度及条款 制度及条款 制度名称 制度文号 rule bywhichrule ruleandarticle"
    " ruleitrestson",
    "article": "条款 制度条款 依据条款 条款号 条款序号 article",
    "due": "完成时限 完成时间 截止日期 期限 dueon due",
}
HEAD_OF = {word: name for name, words in HEADS.items() for word in words.split()}

# How the preview calls what was recognised.
TITLES: dict[str, str | Promise] = {
    "number": _("No."),
    "step": _("Step"),
    "title": _("Risk point"),
    "shown": _("How it shows"),
    "category": _("Category"),
    "rank": _("Self-rated level"),
    "planned": _("Expected level"),
    "planned_why": _("Why it is expected"),
    "causes": _("What fell short"),
    "found": _("How it was found"),
    "measures": _("Measures"),
    "phase": _("Phase"),
    "kind": _("Kind"),
    "rhythm": _("How often"),
    "record": _("What record stays"),
    "rule": _("By which rule"),
    "article": _("Article"),
    "due": _("Due on"),
}

# Other words that cells use, beside the labels of both languages.
CATEGORY_WORDS = {
    RiskCategory.ETHICS: "思想道德 道德 思想 ethics ethical ethicalrisk",
    RiskCategory.DUTY: "岗位职责 岗位 职责 duty dutyrisk",
    RiskCategory.PROCESS: "业务流程 流程 process processrisk",
    RiskCategory.INSTITUTION: "制度机制 制度 机制 institution institutionalrisk",
    RiskCategory.ENVIRONMENT: "外部环境 环境 environment environmentalrisk",
}
RANK_WORDS = {
    1: "1 i ⅰ 一 一级 1级 i级 高 高风险 高级 high",
    2: "2 ii ⅱ 二 二级 2级 ii级 中 中风险 中级 medium",
    3: "3 iii ⅲ 三 三级 3级 iii级 低 低风险 低级 low",
}
CAUSE_WORDS = {
    Cause.EDUCATION: "教育 教育不到位 教育不足 教育缺失 education educationfellshort",
    Cause.RULES: "制度 制度不健全 制度不完善 制度缺失 rules rulesfellshort",
    Cause.SUPERVISION: "监督 监督不到位 监督不力 监督缺失 supervision supervisionfellshort",
}
FOUND_WORDS = {
    FindingMethod.SELF: "自己找 自查",
    FindingMethod.MASSES: "群众提",
    FindingMethod.PEERS: "互相找 互查",
    FindingMethod.GROUP: "集体议",
    FindingMethod.LEADER: "领导点",
    FindingMethod.ORGANISATION: "组织审",
}
PHASE_WORDS = {
    Phase.PREVENTION: "前期预防 预防 事前 前期 prevention",
    Phase.MONITORING: "中期监控 监控 事中 中期 monitoring",
    Phase.RESPONSE: "后期处置 处置 事后 后期 response",
}
KIND_WORDS = {
    MeasureKind.RULES: "制度 rules",
    MeasureKind.EDUCATION: "教育 education",
    MeasureKind.OVERSIGHT: "监督 oversight",
    MeasureKind.DISCLOSURE: "公开 disclosure",
    MeasureKind.TECHNOLOGY: "科技 技术 technology",
    MeasureKind.ACCOUNTABILITY: "问责 责任追究 accountability",
}
RHYTHM_WORDS = {
    Rhythm.MONTH: "每月 按月 月 everymonth monthly",
    Rhythm.QUARTER: "每季度 每季 按季 季度 everyquarter quarterly",
    Rhythm.HALF_YEAR: "每半年 半年 everyhalfyear",
    Rhythm.YEAR: "每年 年度 everyyear yearly",
    Rhythm.OCCASION: "每次 逐次 逐件 每件 发生时 eachtimethecasearises",
}


def meaning(words: Mapping[Any, str], choices: Iterable[tuple[Any, Any]] = ()) -> dict[str, Any]:
    """Give what each word means: the words that cells use and the labels of the reader's language."""
    known: dict[str, Any] = {
        plain(word): value for value, some in words.items() for word in some.split()
    }
    return known | {plain(str(label)): value for value, label in choices}


def head_of(cell: str) -> str:
    """Tell what a column holds by its head; "" where it is none that is known."""
    bare = re.sub(r"[(（].*", "", cell)
    return HEAD_OF.get(plain(bare), "")
