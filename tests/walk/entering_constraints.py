"""Writes that break what holds of the index of texts and of the catalogue, each alone."""

from django.utils import timezone

from measures.models import CatalogueMeasure
from powers.models import PowerDuty
from riskpoints.models import CatalogueEntry, Phrase, PhraseGram, PhraseKey, PhraseUse
from tests.factories.accounts import UserFactory
from tests.factories.powers import PowerFactory

from .constraints import again, point


def phrase():
    return Phrase.objects.create(digest="0" * 32, text="应立案不立案。")


def use(**fields):
    """Let a phrase stand at a risk point."""
    at = point()
    given = {"phrase": phrase(), "body": at.body, "section": at.section, "worksheet": at.worksheet}
    return PhraseUse.objects.create(**(given | {"place": "title", "owner": at.pk} | fields))


def entry(**fields):
    """Hold a risk point up as an example."""
    at = point()
    given = {"body": at.body, "source": at, "title": at.title, "category": at.category}
    return CatalogueEntry.objects.create(**(given | {"entered_by": UserFactory()} | fields))


def measure(**fields):
    """Add a measure to an example."""
    given = {"entry": entry(), "text": "建立台账。", "phase": "monitoring", "kind": "rules"}
    return CatalogueMeasure.objects.create(**(given | fields))


BREAKS = {
    "riskpoints_phrasegram_once": lambda: again(
        PhraseGram.objects.create(gram="立案", phrase=phrase())
    ),
    "powers_powerduty_once": lambda: again(
        PowerDuty.objects.create(
            power=(power := PowerFactory()), duty=power.section.duties.create(text="受理")
        )
    ),
    "riskpoints_phrasekey_once": lambda: again(PhraseKey.objects.create(key=1, phrase=phrase())),
    "riskpoints_phraseuse_place_known": lambda: use(place="dream"),
    "riskpoints_phraseuse_once": lambda: again(use()),
    "riskpoints_catalogueentry_category_known": lambda: entry(category="magic"),
    "riskpoints_catalogueentry_has_a_title": lambda: entry(title=""),
    "riskpoints_catalogueentry_step_kind_known": lambda: entry(step_kind="leap"),
    "riskpoints_catalogueentry_once_a_point": lambda: again(entry()),
    "riskpoints_catalogueentry_withdrawn_says_who_when_and_why": lambda: entry(
        withdrawn_at=timezone.now(), withdrawn_by=UserFactory()
    ),
    "measures_cataloguemeasure_has_a_text": lambda: measure(text=""),
    "measures_cataloguemeasure_phase_known": lambda: measure(phase="later"),
    "measures_cataloguemeasure_kind_known": lambda: measure(kind="hope"),
    "measures_cataloguemeasure_rhythm_known": lambda: measure(rhythm="often"),
}
