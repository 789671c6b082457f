"""Noting what a posting is found by in the public's list."""

from powers.charts import hidden_codes, powers_behind
from powers.findable import findable
from powers.models import Posting
from powers.querysets import PostingQuerySet


def keep_findable(postings: PostingQuerySet) -> None:
    """Note anew what these postings are found by: what is shown of them, without withheld powers.

    Part of an action: the caller holds the transaction and leaves the ledger entry.
    """
    for posting in postings.select_related("flowchart", "version", "final_version"):
        version, chart = posting.shown_version, posting.flowchart
        hidden = hidden_codes(version.facts, powers_behind(chart.pk, version.facts))
        found = findable(chart.code, version.drawing, version.facts, hidden)
        Posting.objects.filter(pk=posting.pk).update(**found)
