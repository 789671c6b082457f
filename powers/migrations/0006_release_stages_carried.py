from django.db import migrations
from django.utils import timezone

USUAL = {"check": "section-head", "clearance": "moderator", "signature": "deputy-head"}


def asked_by(policy):
    """The stages that a body's switches asked for; one was always a review or a signature."""
    if policy is None:
        return list(USUAL)
    asked = {
        "check": policy.section_checks,
        "clearance": policy.clearance_needed,
        "signature": policy.leader_signs or not policy.clearance_needed,
    }
    return [act for act in USUAL if asked[act]]


def turn(act):
    return {"act": act, "role": USUAL[act], "name": "", "position": None, "position_name": ""}


def carry_policies(apps):
    """Write the stages of each body whose switches were not the shipped ones."""
    ReleaseStage = apps.get_model("powers", "ReleaseStage")
    for policy in apps.get_model("powers", "Policy").objects.all():
        acts = asked_by(policy)
        if acts == list(USUAL):
            continue
        for order, act in enumerate(acts):
            ReleaseStage.objects.create(body_id=policy.body_id, order=order, act=act, role=USUAL[act])


def carry_releases(apps):
    """Give each release the stages it passes, and a row for every act that its columns tell of."""
    policies = {policy.body_id: policy for policy in apps.get_model("powers", "Policy").objects.all()}
    releases = apps.get_model("powers", "Release").objects.select_related("flowchart").order_by("pk")
    for release in releases.iterator():
        done = acts_of(release)
        asked = asked_by(policies.get(release.flowchart.body_id))
        acts = [act for act in USUAL if act in asked or act in done or act == release.stage]
        release.stages = [turn(act) for act in acts]
        release.at = place_of(release, acts, done)
        release.save(update_fields=["stages", "at"])
        write_acts(apps, release, acts, done)


def acts_of(release):
    """Who did what when, with the result, by the act."""
    told = {
        "check": (release.checked_by_id, release.checked_at, ""),
        "clearance": (release.cleared_by_id, release.cleared_at, release.clearance),
        "signature": (release.signed_by_id, release.signed_at, ""),
    }
    return {act: each for act, each in told.items() if each[0]}


def place_of(release, acts, done):
    """The stage that it waits for; of one that is over the last it came to."""
    if release.stage in acts:
        return acts.index(release.stage)
    if release.stage == "released":
        return len(acts) - 1
    return next((at for at, act in enumerate(acts) if act not in done), len(acts) - 1)


def write_acts(apps, release, acts, done):
    ReleaseAct = apps.get_model("powers", "ReleaseAct")
    for place, act in enumerate(acts):
        if act in done:
            by, at, result = done[act]
            ReleaseAct.objects.create(
                release=release, place=place, act=act, by_id=by, at=at, result=result,
                sent_up_by_id=release.submitted_by_id,
            )
    if release.returned_by_id:
        ReleaseAct.objects.create(
            release=release, place=release.at, act=acts[release.at], outcome="returned",
            by_id=release.returned_by_id, at=returned_at(apps, release), remark=release.remark,
            sent_up_by_id=release.submitted_by_id,
        )


def returned_at(apps, release):
    """When it was given back, as the ledger tells; the columns did not."""
    entries = apps.get_model("audit", "Entry").objects.filter(
        target_type="powers.release", target_id=str(release.pk), verb="release.return"
    )
    entry = entries.order_by("-sequence").first()
    return entry.at if entry else release.submitted_at


def date_withholdings(apps):
    """Say since when each power is withheld, as the ledger tells; a dossier's are not in it."""
    entries = apps.get_model("audit", "Entry").objects.filter(verb="power.approve-withholding")
    approved = {each.target_id: each.at for each in entries.order_by("sequence")}
    for power in apps.get_model("powers", "Power").objects.exclude(withheld_approver=""):
        if at := approved.get(str(power.pk)):
            power.withheld_on = timezone.localtime(at).date()
            power.save(update_fields=["withheld_on"])


def carry(apps, schema_editor):
    carry_policies(apps)
    carry_releases(apps)
    date_withholdings(apps)


class Migration(migrations.Migration):
    """What stands becomes stages and acts."""

    dependencies = [
        ('audit', '0003_committee_chain'),
        ('powers', '0006_release_stages'),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
