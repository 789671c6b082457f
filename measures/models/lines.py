"""The four lines of control rules (风险点、风险等级、单位分类、重大项目): what a measure or a rule is aimed at.

What is aimed at a level, a class or a project is kept here once, and computed for every risk point
and unit that has it now or gets it later (measures/along_lines.py). Measures meet single risk points through
`Aim`; a rule does through a row here. Source: the deck's 防控制度按四条线.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.lines import LineAimQuerySet
from measures.states import Line
from riskcontrol.accounts.models import Unit
from riskpoints.models import RiskPoint

from .measures import Measure
from .projects import MajorProject
from .rules import Rule

USER = settings.AUTH_USER_MODEL
AIMED_AT_ONE = (
    Q(line="point", risk_point__isnull=False, rank=0, unit_class="", measure=None, project=None)
    | Q(line="level", risk_point=None, rank__gte=1, unit_class="", project=None)
    | (Q(line="class", risk_point=None, rank=0, project=None) & ~Q(unit_class=""))
    | Q(line="project", risk_point=None, rank=0, unit_class="", project__isnull=False)
)
TWICE = _("This is aimed there already.")


class LineAim(models.Model):
    """A measure or a rule is aimed along one line: at a level by its rank, at a class by its name, at a project."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="line_aims")
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="line_aims"
    )
    rule = models.ForeignKey(Rule, models.CASCADE, null=True, blank=True, related_name="line_aims")
    line = models.CharField(max_length=8, choices=Line)
    risk_point = models.ForeignKey(
        RiskPoint, models.CASCADE, null=True, blank=True, related_name="line_aims"
    )
    # 0 where it is aimed at no level; 1 is the highest.
    rank = models.PositiveSmallIntegerField(default=0)
    unit_class = models.CharField(max_length=100, blank=True)
    project = models.ForeignKey(
        MajorProject, models.CASCADE, null=True, blank=True, related_name="line_aims"
    )
    aimed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    aimed_at = models.DateTimeField(auto_now_add=True)

    # Put on where a page names the level: what the body calls a level of that rank.
    mark: str

    objects = LineAimQuerySet.as_manager()

    class Meta:
        ordering = ["line", "rank", "unit_class", "pk"]
        indexes = [
            models.Index(fields=["body", "line", "rank"], name="measures_aim_at_level"),
            models.Index(fields=["body", "line", "unit_class"], name="measures_aim_at_class"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, rule=None) | Q(measure=None, rule__isnull=False),
                name="measures_lineaim_of_a_measure_or_a_rule",
            ),
            models.CheckConstraint(
                condition=AIMED_AT_ONE, name="measures_lineaim_at_one_thing_of_its_line"
            ),
            models.UniqueConstraint(
                fields=["measure", "line", "rank", "unit_class"],
                condition=Q(line__in=["level", "class"]),
                name="measures_lineaim_measure_once",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["rule", "line", "rank", "unit_class"],
                condition=Q(line__in=["level", "class"]),
                name="measures_lineaim_rule_once",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["measure", "project"],
                name="measures_lineaim_measure_once_a_project",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["rule", "project"],
                name="measures_lineaim_rule_once_a_project",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["rule", "risk_point"],
                name="measures_lineaim_rule_once_a_point",
                violation_error_message=TWICE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure or self.rule} → {self.get_line_display()}"
