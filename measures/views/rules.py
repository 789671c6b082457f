"""Pages about rules: the list, one rule with its versions and what rests on it, and what changes it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from measures.actions import rules as actions
from measures.along_lines import because
from measures.filters.rules import RuleFilter
from measures.form_page import HERE, show_form
from measures.forms.rules import RepealForm, RuleFactsForm, RuleForm, RuleTargetForm, VersionForm
from measures.forms.targets import initial_targets
from measures.lines import name_levels
from measures.models import Measure, Rule, RuleFile
from measures.permissions.rules import can_change_rule, can_keep_rules
from measures.querysets.rules import page_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.downloads import File, answer
from riskcontrol.lib.stale import posted_version
from riskpoints.levels import levels_now

RESTING_SHOWN = 20


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the way to the list of rules, or to a page below it."""
    here = reverse("measures:rule_list") if further else ""
    return [(_("Measures"), reverse(HERE)), (_("Rules"), here), *further]


def body_for(request: AuthenticatedRequest, permission: str) -> Unit:
    """Give the body asked for by code, else the first where he may do something; 404 where there is none."""
    bodies = Unit.objects.workable_by(request.user, permission).bodies()
    asked = request.GET.get("body")
    found = bodies.filter(code=asked) if asked else bodies
    body = found.select_related("parent").first()
    if body is None:
        raise Http404
    return body


def get_rule(request: AuthenticatedRequest, pk: int) -> Rule:
    """Load a rule of a body that the reader may read, or 404."""
    return get_object_or_404(Rule.objects.visible_to(request.user).whole(), pk=pk)


@require_GET
def rule_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the rules of the bodies the reader may read, narrowed as he asks."""
    visible = Rule.objects.visible_to(request.user)
    found = RuleFilter(request.GET, visible, user=request.user)
    page = page_of(found.qs, request.GET.get("after", ""))
    name_levels(page.object_list, request.user)
    context = {
        "filter": found,
        "page": page,
        "is_narrowed": any(request.GET.get(name) for name in RuleFilter.Meta.fields),
        "may_list": request.user.may_anywhere(Permission.MEASURE_SET),
        "trail": trail(),
        "nav_at": HERE,
    }
    template = "measures/rules.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@require_GET
def rule_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a rule: whether it holds, its versions with articles and documents, what rests on it."""
    rule = get_rule(request, pk)
    resting = Measure.objects.filter(rule=rule).select_related("section", "position")
    some = list(resting.order_by("order", "pk")[: RESTING_SHOWN + 1])
    marks = {level.rank: level.mark for level in levels_now(rule.body)}
    context = {
        "rule": rule,
        "resting": some[:RESTING_SHOWN],
        "has_more": len(some) > RESTING_SHOWN,
        "still_resting": resting.resting_on_repealed().count() if rule.is_repealed else 0,
        "aims": [(aim, because(aim, marks.get(aim.rank or 0, ""))) for aim in rule.line_aims.all()],
        "may_change": can_change_rule(request.user, rule),
        "trail": trail((str(rule), "")),
        "nav_at": HERE,
    }
    return render(request, "measures/rule.html", context)


@require_http_methods(["GET", "POST"])
def rule_add(request: AuthenticatedRequest) -> HttpResponse:
    """Put a rule on the list."""
    body = body_for(request, Permission.MEASURE_SET)
    can_keep_rules(request.user, body).enforce()
    form = RuleForm(request.POST or None, request.FILES or None)

    def act() -> str:
        said = {name: form.cleaned_data[name] for name in ("name", "issuer", "number")}
        rule = actions.list_rule(body=body, version=form.facts, by=request.user, **said)
        messages.success(request, _("The rule is on the list."))
        return address_of(rule)

    return show_form(request, form, act, title=_("List a rule"), way=way_to(), lead=body)


@require_http_methods(["GET", "POST"])
def rule_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Correct what a rule is called, who issued it, and its number."""
    rule = get_rule(request, pk)
    can_change_rule(request.user, rule).enforce()
    said = {"name": rule.name, "issuer": rule.issuer, "number": rule.number}
    form = RuleFactsForm(request.POST or None, initial=said)

    def act() -> str:
        expected = posted_version(request)
        actions.edit_rule(rule=rule, expected=expected, by=request.user, **form.cleaned_data)
        messages.success(request, _("The rule is changed."))
        return address_of(rule)

    return show_form(
        request, form, act, title=_("Correct name and number"), way=way_to(rule), about=rule
    )


@require_http_methods(["GET", "POST"])
def rule_version(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enter a rule as it was amended."""
    rule = get_rule(request, pk)
    can_change_rule(request.user, rule).enforce()
    form = VersionForm(request.POST or None, request.FILES or None)

    def act() -> str:
        actions.add_version(rule=rule, version=form.facts, by=request.user)
        messages.success(request, _("The new version is entered."))
        return address_of(rule)

    return show_form(
        request, form, act, title=_("Enter a new version"), way=way_to(rule), about=rule
    )


@require_http_methods(["GET", "POST"])
def rule_repeal(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say that a rule holds no more."""
    rule = get_rule(request, pk)
    can_change_rule(request.user, rule).enforce()
    form = RepealForm(request.POST or None)

    def act() -> str:
        actions.repeal_rule(rule=rule, by=request.user, **form.cleaned_data)
        messages.success(request, _("The rule is repealed."))
        return address_of(rule)

    resting = rule.measures.in_force().count()
    lead = ngettext(
        "%(count)s measure in force rests on it; it is pointed out until it rests on another.",
        "%(count)s measures in force rest on it; they are pointed out until they rest on another.",
        resting,
    ) % {"count": resting}
    title, way = _("Repeal it"), way_to(rule)
    return show_form(request, form, act, title=title, way=way, about=rule, lead=lead, button=title)


@require_http_methods(["GET", "POST"])
def rule_aim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say at what a rule is aimed."""
    rule = get_rule(request, pk)
    can_change_rule(request.user, rule).enforce()
    initial = initial_targets(list(rule.line_aims.all()), [])
    form = RuleTargetForm(request.POST or None, body=rule.body, initial=initial)

    def act() -> str:
        actions.aim_rule(rule=rule, targets=form.targets, by=request.user)
        messages.success(request, _("It is said what the rule is aimed at."))
        return address_of(rule)

    return show_form(
        request, form, act, title=_("What it is aimed at"), way=way_to(rule), about=rule
    )


def way_to(rule: Rule | None = None) -> list[tuple[str, str]]:
    """Give the pages above a form about rules, or about one of them."""
    way = [(_("Measures"), reverse(HERE)), (_("Rules"), reverse("measures:rule_list"))]
    return [*way, (str(rule), address_of(rule))] if rule else way


def address_of(rule: Rule) -> str:
    """Give the address of a rule's page."""
    return reverse("measures:rule_detail", args=[rule.pk])


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def rule_file(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out a rule's document to be kept; no browser shows it as a page of ours."""
    readable = RuleFile.objects.filter(version__rule__in=Rule.objects.visible_to(request.user))
    found = get_object_or_404(readable.select_related("version__rule"), public_id=public_id)
    with found.file.open() as file:
        content = file.read()
    return answer(
        request, File(content, found.kind, found.name), back=address_of(found.version.rule)
    )
