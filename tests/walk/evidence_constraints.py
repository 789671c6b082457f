"""Writes that break what holds of the files that show what was done, each alone."""

from measures.models import Evidence
from tests.factories.accounts import UserFactory
from tests.factories.measures import OccasionFactory

from .constraints import again


def evidence(**fields):
    """Keep a file with a report."""
    given = {"occasion": OccasionFactory(done=True), "file": "evidence/2026/x.png"}
    given |= {"name": "台账.png", "kind": "image/png", "size": 9, "digest": "0" * 64}
    return Evidence.objects.create(**(given | {"added_by": UserFactory()} | fields))


BREAKS = {
    "measures_evidence_once_an_occasion": lambda: again(evidence(), public_id="another"),
    "measures_evidence_at_most_5_mib": lambda: evidence(size=5 * 1024 * 1024 + 1),
    "measures_evidence_kind_known": lambda: evidence(kind="application/zip"),
}
