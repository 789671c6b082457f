"""The dossier's form, key by key: what may stand where."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures.actions.firms import plain_code
from measures.education_states import EducationForm, PlanState, PledgeGround
from measures.states import (
    CreditKind,
    FirmPart,
    MeasureKind,
    Phase,
    ProjectKind,
    ProjectState,
    Rhythm,
    Safeguard,
)
from measures.warning_states import MOST_DAYS, WarningKind
from powers.states import Category, Outcome, ProjectStage, StepKind
from riskpoints.states import Cause, Colour, FindingMethod, RiskCategory, Shape

from .checks import (
    CODE,
    ORIGIN,
    Key,
    Problems,
    choice,
    code,
    date,
    key,
    link,
    mapping,
    money,
    name,
    number,
    rows,
    text,
    text_or_none,
    told,
    true,
    whole,
)

LEVELS = ("I", "II", "III")
# A level's numeral where a scheme of a unit's own ruled; it may have up to five.
RANKS = (*LEVELS, "IV", "V")
FACTORS = ("nature", "discretion", "harm", "closeness")
level = choice(*LEVELS)
BASIS = rows(mapping(Key("law", text(200)), Key("article", text(100), needed=False)))


def credit_code(value: Any, path: str, problems: Problems) -> Any:
    """A unified social credit code, whose last character checks the others."""
    try:
        return plain_code(str(value))
    except ValidationError as refused:
        told(problems, path, value, str(refused.message))
        return value


def threshold(value: Any, path: str, problems: Problems) -> Any:
    """From how much on a warning has a colour."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
        right = _("a whole number from 0 to %(most)s") % {"most": MOST_DAYS}
        told(problems, path, value, right)
    return value


unit = mapping(
    Key("code", code),
    Key("name", name),
    Key("classes", rows(text(100))),
    Key("duties", rows(name), needed=False),
    Key(
        "sections",
        rows(
            mapping(
                Key("code", code),
                Key("name", name),
                Key("classes", rows(text(100))),
                Key("duties", rows(name), needed=False),
                ORIGIN,
            )
        ),
    ),
    ORIGIN,
)
position = mapping(
    Key("code", code),
    Key("section", code),
    Key("name", name),
    Key("duties", text_or_none(2000)),
    Key("collective", true, needed=False),
    ORIGIN,
)
step = mapping(
    Key("key", key),
    Key("name", name),
    Key("kind", choice(*StepKind.values)),
    Key("position", code),
    Key("days", whole, needed=False),
    Key("check", true, needed=False),
    Key("basis", BASIS, needed=False),
    Key("stage", choice(*ProjectStage.values), needed=False),
    Key("holder", text(100), needed=False),
    Key("responsible", text(100), needed=False),
    ORIGIN,
)
way = mapping(Key("from", key), Key("to", key), Key("when", name, needed=False), ORIGIN)
comment = mapping(
    Key("step", key, needed=False),
    Key("body", text(2000)),
    Key(
        "reply",
        mapping(Key("outcome", choice(*Outcome.values)), Key("reason", text(2000))),
        needed=False,
    ),
    Key("changed", rows(key), needed=False),
    ORIGIN,
)
posting = mapping(Key("opens", date), Key("closes", date), Key("comments", rows(comment)), ORIGIN)
flowchart = mapping(
    Key("key", key),
    Key("name", name),
    Key("section", code, needed=False),
    Key("steps", rows(step, least=1)),
    Key("links", rows(way)),
    Key("posting", posting, needed=False),
    ORIGIN,
)
power = mapping(
    Key("code", text(60, CODE)),
    Key("name", name),
    Key("category", choice(*Category.values)),
    Key("section", code),
    Key("flowchart", key),
    Key("basis", BASIS),
    Key(
        "limits",
        mapping(Key("statutory", whole, needed=False), Key("committed", whole, needed=False)),
        needed=False,
    ),
    Key("affected_party", name, needed=False),
    # The duties of its section or of the unit that it does.
    Key("duties", rows(mapping(Key("section", code), Key("duty", name))), needed=False),
    Key("withheld", mapping(Key("ground", text(300)), Key("approved_by", text(100))), needed=False),
    ORIGIN,
)
rating = mapping(
    Key("proposed", choice(*RANKS)),
    Key("factors", mapping(*(Key(factor, level) for factor in FACTORS)), needed=False),
    Key("level", choice(*RANKS), needed=False),
    Key("reason", text(2000), needed=False),
    Key(
        "planned",
        mapping(Key("level", choice(*RANKS)), Key("reason", text(500))),
        needed=False,
    ),
    Key(
        "verified",
        mapping(Key("level", choice(*RANKS)), Key("reason", text(500)), Key("on", date)),
        needed=False,
    ),
)
place = mapping(
    Key("flowchart", key, needed=False),
    Key("steps", rows(key, least=1), needed=False),
    Key("power", text(60, CODE), needed=False),
    Key("positions", rows(code, least=1), needed=False),
    Key("sections", rows(code, least=1), needed=False),
)
risk_point = mapping(
    Key("key", key),
    Key("title", name),
    Key("manifestations", rows(text(500), least=1)),
    Key("category", choice(*RiskCategory.values)),
    Key("causes", rows(choice(*Cause.values), least=1)),
    Key("at", place),
    Key("found_by", rows(choice(*FindingMethod.values), least=1)),
    Key("rating", rating, needed=False),
    ORIGIN,
)
# A file stays where it was handed in; its name and its SHA-256 are told, so that it can be known again.
kept_file = mapping(Key("name", text(120)), Key("digest", text(64, r"[0-9a-f]{64}")))
disclosure = mapping(
    Key("text", text(300)),
    Key("due", date),
    Key("stage", choice(*ProjectStage.values), needed=False),
    Key(
        "done",
        mapping(
            Key("on", date), Key("link", link, needed=False), Key("file", kept_file, needed=False)
        ),
        needed=False,
    ),
)
project = mapping(
    Key("code", text(60, CODE)),
    Key("name", name),
    Key("kind", choice(*ProjectKind.values)),
    Key("state", choice(*ProjectState.values)),
    Key("section", code),
    Key("flowchart", key, needed=False),
    Key("amount", money, needed=False),
    Key("begins", date, needed=False),
    Key("ends", date, needed=False),
    Key("about", text(2000), needed=False),
    Key("parties", rows(mapping(Key("part", text(60)), Key("name", text(100)))), needed=False),
    Key("disclosures", rows(disclosure), needed=False),
)
part_of_firm = mapping(
    Key("project", text(60, CODE)),
    Key("part", choice(*FirmPart.values)),
    Key("despite", text(300), needed=False),
)
credit_record = mapping(
    Key("credit", choice(*CreditKind.values)),
    Key("ground", text(500)),
    Key("begins", date),
    Key("ends", date),
    Key("project", text(60, CODE), needed=False),
    Key("file", kept_file),
    Key("approved", mapping(Key("by", text(100)), Key("on", date))),
    Key("lifted", mapping(Key("on", date), Key("because", text(300))), needed=False),
)
firm = mapping(
    Key("code", credit_code),
    Key("name", name),
    Key("parts", rows(part_of_firm), needed=False),
    Key("records", rows(credit_record), needed=False),
)
article = mapping(Key("name", text(60)), Key("text", text(2000), needed=False))
rule = mapping(
    Key("key", key),
    Key("name", name),
    Key("issuer", name),
    Key("number", text(100), needed=False),
    Key(
        "versions",
        rows(
            mapping(
                Key("date", date),
                Key("changed", text(500), needed=False),
                Key("articles", rows(article), needed=False),
            ),
            least=1,
        ),
    ),
    Key("repealed", mapping(Key("on", date), Key("because", text(500))), needed=False),
    Key("for", rows(key), needed=False),
    Key("levels", rows(whole), needed=False),
    Key("classes", rows(text(100)), needed=False),
    Key("projects", rows(text(60, CODE)), needed=False),
    ORIGIN,
)
indicator = mapping(
    Key("name", name),
    Key("unit", text(20), needed=False),
    Key("baseline", number),
    Key("target", number),
    Key("master", true, needed=False),
    Key("readings", rows(mapping(Key("on", date), Key("value", number))), needed=False),
)
measure = mapping(
    Key("key", key),
    Key("text", text(500)),
    Key("phase", choice(*Phase.values)),
    Key("kind", choice(*MeasureKind.values)),
    Key("for", rows(key)),
    Key("levels", rows(whole), needed=False),
    Key("classes", rows(text(100)), needed=False),
    Key("projects", rows(text(60, CODE)), needed=False),
    Key("section", code),
    Key("position", code, needed=False),
    Key("due", date, needed=False),
    Key("every", choice(*Rhythm.values), needed=False),
    Key("record", name, needed=False),
    Key("rule", key, needed=False),
    Key("article", text(60), needed=False),
    Key("indicators", rows(indicator), needed=False),
    Key("keeps", rows(choice(*Safeguard.values)), needed=False),
    ORIGIN,
)


session = mapping(
    Key("on", date),
    Key("topic", text(200)),
    Key("speaker", text(100)),
    Key("place", text(100), needed=False),
    Key("materials", rows(kept_file), needed=False),
    Key(
        "attended",
        rows(
            mapping(Key("name", text(50)), Key("position", code), Key("absent", name, needed=False))
        ),
        needed=False,
    ),
)
education = mapping(
    Key("title", text(100)),
    Key("form", choice(*EducationForm.values)),
    Key("section", code, needed=False),
    Key("aim", text(500)),
    Key("due", date),
    Key("state", choice(*PlanState.values)),
    Key("dropped", text(500), needed=False),
    Key("positions", rows(code, least=1)),
    Key("sessions", rows(session), needed=False),
)
pledge = mapping(
    Key("position", code),
    Key("year", whole),
    Key("holder", text(150)),
    Key("ground", choice(*PledgeGround.values)),
    Key("lines", rows(text(1000), least=1)),
    Key("own_words", text(500), needed=False),
    Key("confirmed", mapping(Key("on", date), Key("digest", text(64, r"[0-9a-f]{64}")))),
)
warning_rules = mapping(
    Key(
        "colours",
        rows(
            mapping(
                Key("name", text(20)),
                Key("shape", choice(*Shape.values)),
                Key("colour", choice(*Colour.values)),
            ),
            least=1,
        ),
    ),
    Key(
        "kinds",
        rows(
            mapping(
                Key("kind", choice(*WarningKind.values)),
                Key("name", text(60), needed=False),
                Key("from", rows(mapping(Key("colour", text(20)), Key("at", threshold)), least=1)),
            )
        ),
        needed=False,
    ),
)


def format_version(value: Any, path: str, problems: Problems) -> Any:
    """The number of the format: one."""
    if value != 1:
        told(problems, path, value, _("this system reads dossiers of format 1"))
    return value


dossier = mapping(
    Key("dossier", format_version),
    Key("unit", unit),
    Key("positions", rows(position)),
    Key("flowcharts", rows(flowchart)),
    Key("powers", rows(power)),
    Key("risk_points", rows(risk_point)),
    Key("projects", rows(project), needed=False),
    Key("firms", rows(firm), needed=False),
    Key("rules", rows(rule), needed=False),
    Key("measures", rows(measure)),
    Key("education", rows(education), needed=False),
    Key("pledges", rows(pledge), needed=False),
    Key("warning_rules", warning_rules, needed=False),
)
