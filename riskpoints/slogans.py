"""Whether a text is a slogan: it calls for something, and nothing in it could be checked afterwards.

What can be checked is who does it, what record stays, how often or by when, and by which rule. A
plain test by words; what it finds is pointed out and never held up. Source: the demand for measures
that are aimed and can be carried out (针对性和可操作性); by such a test 37 of 300 measures in the
largest data set at hand were slogans.
"""

import re

from .likeness import words_of

CALLS = re.compile(
    "加强|强化|提高|增强|提升|严格|严肃|严把|完善|健全|落实|规范|深化|加大|杜绝|坚持|坚决|牢固|树立|狠抓|切实|认真"
    "|进一步|自觉|注重|重视|筑牢|做好|抓好|确保|端正"
    r"|\b(?:strengthen|improve|enhance|raise|strictly|resolutely|earnestly|ensure|promote|uphold)\w*",
    re.IGNORECASE,
)

WHO = "岗|科长|处长|股长|局长|主任|科室|科负责|负责人|领导|会议|小组|专人|双人|两人|二人|三人|他人|法制|纪检|审计|财务|窗口"
RECORD = "台账|登记|记录|笔录|清单|报表|报告|报送|表格|名册|档案|归档|留痕|存档|备案|公示|公布|公开|录像|录音|签字|签名|签收|盖章"
RECORD += "|系统|平台|抽查|复核|核对|核查|比对|通报|台帐|承诺书|凭证|票据|照片|回访|测试|考试|轮岗|交叉|回避|集体讨论|集体研究"
WHEN = "每[年月季周日天次半件宗案笔批人]|[按逐]月|按季|季度|半年|工作日|日内|小时|年度|[0-9０-９]|[一二三四五六七八九十两]+[日天个次名人年月]"
RULE = "《|第.{1,6}条|办法|细则|标准|规程|流程图|基准|目录"
ENGLISH = (
    r"\b(?:log|register|record|list|report|minutes|sign|signed|signature|file|filed|month|monthly|quarter"
    r"|quarterly|year|yearly|week|weekly|day|days|rotate|spot-check|head|officer|committee|section|two"
    r"|second|rule|article|standard|publish|published|system)\w*"
)
CHECKABLE = re.compile("|".join([WHO, RECORD, WHEN, RULE, ENGLISH]), re.IGNORECASE)

EMPTY = frozenset(
    [
        "工作",
        "思想认识",
        "责任心",
        "责任",
        "责任感",
        "不强",
        "不够",
        "不足",
        "不严",
        "不力",
        "不高",
        "不到位",
        "到位",
        "不",
        "不认真",
        "认真",
        "认识",
        "思想",
        "意识",
        "淡薄",
        "把关",
        "履职",
        "履行",
        "职责",
        "监督",
        "监管",
        "管理",
        "制度",
        "执行",
        "落实",
        "落实不力",
        "存在",
        "风险",
        "廉政",
        "廉洁",
        "问题",
        "可能",
        "容易",
        "导致",
        "造成",
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "对",
        "在",
        "有",
        "等",
        "不规范",
        "规范",
        "不健全",
        "健全",
        "不完善",
        "完善",
        "缺乏",
        "缺失",
        "松懈",
        "自律",
        "素质",
        "教育",
        "学习",
        "纪律",
        "作风",
        "违规",
        "违纪",
        "违法",
        "操作",
        "不当",
        "行为",
        "重视",
        "宗旨",
        "观念",
        "服务",
        "法律",
        "法治",
        "薄弱",
        "强",
        "力",
        "严",
        "高",
        "严格",
        "人员",
        "干部",
    ]
)
"""Words that fit every step of every unit; a text of these alone says nothing about this one."""


def is_slogan(text: str) -> bool:
    """Whether a measure calls for something that nobody could check afterwards."""
    return bool(CALLS.search(text)) and not CHECKABLE.search(text)


def is_general(text: str, step: str = "") -> bool:
    """Whether the way in which a risk shows is told in words that would fit any step, but for its name."""
    words = words_of(text)
    return bool(words) and words <= EMPTY | words_of(step)
