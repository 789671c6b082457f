"""Text as a drawing can carry it: cleaned, broken into lines as Chinese print does, made safe."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

CLOSERS = frozenset("。，、；：！？）》〉」』】〕〗”’％‰…—～·.,;:!?)]}%>")
OPENERS = frozenset("（《〈「『【〔〖“‘([{<")
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINER = "\u200d"
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[-_./%@'’:+&#=][A-Za-z0-9À-ɏ]+)*")
# Most texts are nothing but these, and stay as they are: looking at each sign costs far more.
SPOTLESS = re.compile("[ -~\u4e00-\u9fff\u3001-\u301b，。；：！？（）“”‘’—…·]*")
PAUSES = "，、；。,;"
PAUSE_BONUS = 4.0
SPLIT_COST = 16.0
REST_COST = 9.0
NARROW = 6.0
DENIALS = "不未"
# Words of two signs that official texts are full of: a line rather ends beside than inside them.
PAIRS = frozenset(
    re.findall(
        r"\S+",
        """
        一致 下达 严格 主要 举报 书面 事实 事项 交接 人员 会议 作出 依法 保密 保护 保障 信息 公告 公布 公开 公示 内容 决定 决策 准予 分歧 分管 利用 制定 制度
        制约 办公 办理 加强 协商 原因 及时 反映 反馈 受理 变更 召开 可能 合同 名单 否决 听证 告知 处分 处室 处理 处罚 备案 复查 复核 复议 存在 完善 完成 定期
        实施 实际 审批 审查 审核 审理 审计 审议 岗位 工作 已经 建立 建议 建设 形成 征求 徇情 徇私 情况 意见 手续 扣押 执法 执行 批准 报告 报经 报送 抽查 招标
        指定 损失 控制 推荐 措施 提交 提出 支付 支出 收支 收集 救济 整改 文书 文件 方案 是否 暂缓 有关 期限 权力 权限 材料 查处 标准 核发 核实 核查 案件 案卷
        档案 检查 检验 民主 流程 现场 理由 申报 申诉 申请 留存 登记 监察 监督 直接 督办 确认 确需 票据 科室 移交 移送 程序 立案 符合 签发 签订 纪律 纪检 纪要
        线索 组织 经费 结果 结案 结论 续期 维护 编制 群众 考核 职务 职权 职责 自由 行为 行政 补充 补正 裁量 要求 规定 规程 规范 解除 认真 议题 讲解 许可 论证
        证据 评估 评审 请示 调查 调研 谅解 谈话 负责 财务 财政 责任 质量 贿赂 资料 资格 资金 过程 进行 违反 违法 违纪 违规 追究 退回 送审 送达 通知 通过 造成
        部署 部门 采纳 采购 重大 销案 问责 限期 集体 项目 预算 领导 风险 验收 齐全
        查人 陈述 申辩 重新 起草 或者 廉政 社会 稳定 对象 服务 效果 取证 全程 录音 录像 利害 害关 关系 出示 证件 需求 供应 应商 资产 配置 结算 竣工 概算 超出 招标
        标准 评标 标委 委员 专家 意向 计划 数额 询价 谈判 竞争 成交 中标 质疑 投诉 渠道 合格 违约 送达 回证 提醒 保存 移动 直接 涉及 公共 利益 主动 举行 笔录
        注明 日期 凭证 专用 印章 属于 范围 本机 机关 职权 不予 准予 途径 复议 诉讼 强制 加处 罚款 催告 人民 法院 履行 当事 事人 逾期 撤销 司法 违法 情节 复杂
        讨论 表态 表决 末位 主要 逐项 纪实 酝酿 提前 回避 应当 到会 人数 改期 召开 法性 决书 定书 知书 班子 群众 单位 时间 时限 工期 施工 工程 安全 变更
        签证 设计 批准 部分 额度 拨付 收款 账户 金额 名册 发放 给付 入户 家庭 经济 信息 动态 调整 监测 巡查 抽取 随机 独立 顺序 公正 客观 交易 平台 归档 立卷
        转给 接受 宴请 礼品 滥用 同案 影响 行使 统一 编号 双人 管理 季度 来源 核对 承诺 专柜 存放 查阅 留痕 说明 上级 重要 过问 一律 对照 不同 如实 记录 超过
        """,
    )
)


def clean(text: object) -> str:
    """Give the text in normal form, without what a drawing cannot carry.

    Line ends become newlines, tabs become blanks; control characters, half surrogates and marks
    that turn the writing direction are left out.
    """
    written = str(text)
    if SPOTLESS.fullmatch(written):
        return written
    plain = LINE_ENDS.sub("\n", written).replace("\t", " ")
    return unicodedata.normalize("NFC", "".join(filter(is_drawable, plain)))


def is_drawable(char: str) -> bool:
    """Whether a character may stand in an SVG and leaves the writing direction alone."""
    if char in DIRECTIONS:
        return False
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return char == "\n" or not (is_noncharacter or unicodedata.category(char) in {"Cc", "Cs"})


@lru_cache(maxsize=2048)
def one_line(text: object) -> str:
    """Give the cleaned text on one line, blanks collapsed."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=2048)
def markup(text: object) -> str:
    """Write a text so that Graphviz, inside an HTML-like label, draws exactly that text."""
    # Graphviz replaces \N and \G even there, so that every backslash is doubled.
    escaped = html.escape(clean(text), quote=True).replace("\\", "\\\\")
    # A bracket just before a tag reads to Graphviz's parser like the end of a CDATA section.
    return escaped.replace("]", "&#93;")


def anchor(key: object) -> str:
    """The id of a step in a drawing: `step-` and its key, kept to letters, digits, - and _."""
    return "step-" + re.sub(r"[^\w-]", "_", clean(key))


@lru_cache(maxsize=8192)
def width_of(text: str) -> float:
    """The width of a text in full-width characters."""
    return sum(width_of_char(char) for char in text)


@lru_cache(maxsize=8192)
def width_of_char(char: str) -> float:
    """The width of one character: 1 for Chinese, a bit over half for Latin, 0 for a mark."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if char == "·":
        return 0.5
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return 0.68 if char.isupper() or char in "mw@%" else 0.56


@dataclass(frozen=True)
class Piece:
    """What stays together on a line, and whether a blank follows it."""

    text: str
    width: float
    spaced: bool


def wrap(text: object, width: float, *, balanced: bool = True) -> list[str]:
    """Break a text into as few lines as fit the width (in full-width characters).

    No line begins with closing or ends with opening punctuation; words stay whole unless one is
    wider than the line; lines are of even length when balanced, else full, and in both cases the
    last one is no lone character.
    """
    return list(wrapped(clean(text), width, balanced=balanced))


@lru_cache(maxsize=4096)
def wrapped(text: str, width: float, *, balanced: bool) -> tuple[str, ...]:
    """Break a cleaned text; kept, since one drawing is measured at several widths."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        pieces = [part for piece in pieces_of(paragraph) for part in cut(piece, width)]
        lines += broken(pieces, width, balanced=balanced)
    return tuple(lines)


def pieces_of(paragraph: str) -> list[Piece]:
    """Divide a paragraph where a line may end."""
    groups = [(group, group.rstrip()) for group in glued(tokens(paragraph))]
    return [Piece(text, width_of(text), spaced=group != text) for group, text in groups if text]


def tokens(paragraph: str) -> Iterator[str]:
    """Give words whole, other characters one by one with the marks that belong to them."""
    at = 0
    while at < len(paragraph):
        word = WORD.match(paragraph, at)
        end = past_marks(paragraph, word.end() if word else at + 1)
        yield paragraph[at:end]
        at = end


def past_marks(text: str, end: int) -> int:
    """Move on over what is part of the sign before: marks, and further halves of joined signs."""
    while end < len(text) and (JOINER in text[end - 1 : end + 1] or width_of_char(text[end]) == 0):
        end += 1
    return end


def glued(parts: Iterator[str]) -> list[str]:
    """Join what may not be parted: closing punctuation to what it closes, blanks to what they end."""
    groups: list[str] = []
    for part in parts:
        if groups and sticks(groups[-1], part):
            groups[-1] += part
        elif not part.isspace():
            groups.append(part)
    return groups


def sticks(before: str, part: str) -> bool:
    """Whether no line may end between the two."""
    if before[-1].isspace():
        return part.isspace()
    return part.isspace() or part[0] in CLOSERS or before[-1] in OPENERS


def cut(piece: Piece, width: float) -> Iterator[Piece]:
    """Cut a piece that is wider than a line, since it would be clipped otherwise."""
    if piece.width <= width:
        yield piece
        return
    chunk = ""
    for token in split_signs(piece.text):
        if chunk and width_of(chunk + token) > width:
            yield Piece(chunk, width_of(chunk), spaced=False)
            chunk = ""
        chunk += token
    yield Piece(chunk, width_of(chunk), piece.spaced)


def split_signs(text: str) -> Iterator[str]:
    """Give the signs of a text, each with its marks."""
    at = 0
    while at < len(text):
        end = past_marks(text, at + 1)
        yield text[at:end]
        at = end


def broken(pieces: list[Piece], width: float, *, balanced: bool) -> list[str]:
    """Choose the breaks of one paragraph: fewest lines first, then the best looking."""
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        options = []
        for start, length in starts(pieces, end, width):
            count, cost, _ = best[start]
            is_last = end == len(pieces)
            line_cost = cost_of(pieces[end - 1], width, length, is_last=is_last, balanced=balanced)
            line_cost += 0.0 if is_last else split_cost(pieces, end)
            if balanced and start and is_rest(pieces[start - 1].text, pieces[end - 1].text, length):
                line_cost += REST_COST
            options.append((count + 1, cost + line_cost, start))
        best.append(min(options))
    return lines_of(pieces, best)


def starts(pieces: list[Piece], end: int, width: float) -> Iterator[tuple[int, float]]:
    """Give every piece where a line that ends before `end` may begin, with that line's width."""
    length = 0.0
    for start in range(end - 1, -1, -1):
        gap = 0.56 if pieces[start].spaced and start < end - 1 else 0.0
        length += pieces[start].width + gap
        if length > width + 1e-9 and start < end - 1:
            return
        yield start, length


def cost_of(last: Piece, width: float, length: float, *, is_last: bool, balanced: bool) -> float:
    """How ill a line looks: by the room it leaves, less where it ends with a pause."""
    # Two signs may stand alone where a line holds hardly more, one never.
    least = (3 if width > NARROW else 2) if balanced else 6
    lonely = max(0.0, least - length) ** 2 * (20 if balanced else 5)
    if is_last:
        return lonely + ((width - length) ** 2 if balanced else 0.0)
    pause = PAUSE_BONUS if balanced and last.text[-1] in PAUSES else 0.0
    return (width - length) ** 2 + (lonely if balanced else 0.0) - pause


def split_cost(pieces: list[Piece], end: int) -> float:
    """What it costs to end a line there: inside a word, after a denial, or one sign from a pause."""
    last, following = pieces[end - 1].text, pieces[end].text
    is_lone = len(last) == 1 and end > 1 and pieces[end - 2].text[-1] in PAUSES
    is_lone |= len(following) == 2 and following[-1] in PAUSES
    return SPLIT_COST if is_lone or last in DENIALS or last[-1] + following[0] in PAIRS else 0.0


def is_rest(before: str, last: str, length: float) -> bool:
    """Whether a line is but the short end of a clause that began on the line before."""
    return length <= 3 and last[-1:] in set(PAUSES) and before[-1:] not in set(PAUSES)


def ugliness(lines: Iterable[str]) -> int:
    """How many words lines are broken in, pauses they run over, and short ends they leave alone."""
    lines = list(lines)
    rests = sum(is_rest(a, b, width_of(b)) for a, b in pairwise(lines))
    splits = sum(a[-1:] + b[:1] in PAIRS for a, b in pairwise(lines))
    return splits + rests + sum(char in PAUSES for line in lines for char in line[:-1])


def lines_of(pieces: list[Piece], best: list[tuple[int, float, int]]) -> list[str]:
    """Walk the chosen breaks back from the end and write the lines out."""
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        parts = (piece.text + (" " if piece.spaced else "") for piece in pieces[start:end])
        lines.append("".join(parts).rstrip())
        end = start
    return lines[::-1] or [""]
