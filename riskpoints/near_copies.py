"""Texts that say nearly the same as a new one, as far as the reader may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from riskcontrol.accounts.models import Unit, User

from .likeness import ALIKE, LEAST_WORDS, digest_of, keys_of, plain, share, words_of
from .models import Phrase, PhraseKey, PhraseUse
from .states import Place

# Of those that share a key with a text, so many are compared with it, and so many of them looked up
# where they stand.
LIKELY, NEAREST = 40, 12
# Above any share: the same text stands first.
SAME = 2.0


@dataclass(frozen=True)
class Own:
    """Whose texts are not compared with themselves: a risk point and its measures, by id."""

    point: int | None = None
    measures: frozenset[int] = frozenset()

    @property
    def uses(self) -> Q:
        """What stands at them."""
        at_point = Q(owner=self.point, place__in=[Place.TITLE, Place.SHOWN])
        return at_point | Q(owner__in=self.measures, place=Place.MEASURE)


@dataclass(frozen=True)
class Copy:
    """What is like a text: one place where the reader may see it, how many such, and whether elsewhere too.

    `use` is None where it stands only in units he does not read; nothing of it is told then.
    """

    is_same: bool
    use: PhraseUse | None
    count: int
    is_elsewhere: bool


@dataclass(frozen=True)
class _Seen:
    """Where a phrase stands, as far as the reader sees: how often, and the id of the first."""

    count: int = 0
    first: int | None = None


def copies_of(texts: Iterable[str], *, reader: User, own: Own) -> dict[str, Copy]:
    """Find for each text what is nearest to it, by the text; six queries, however many texts.

    What stands in a unit the reader does not read is told of as standing elsewhere, without its words.
    """
    near = _nearest([text for text in dict.fromkeys(texts) if plain(text)])
    phrases = {pk for some in near.values() for pk in some}
    if not phrases:
        return {}
    bodies = Unit.objects.filter(Q(pk__in=reader.reading_ids) | Q(parent__in=reader.reading_ids))
    uses = PhraseUse.objects.filter(phrase__in=phrases).order_by()
    others = uses.exclude(body__in=bodies).values_list("phrase", flat=True).distinct()
    elsewhere = set(others)
    seen = {
        row["phrase"]: _Seen(row["count"], row["first"])
        for row in uses.filter(body__in=bodies)
        .exclude(own.uses)
        .values("phrase")
        .annotate(count=Count("pk"), first=Min("pk"))
    }
    shown = PhraseUse.objects.select_related("phrase", "section", "worksheet__flowchart")
    firsts = shown.in_bulk([one.first for one in seen.values()])
    found = {}
    for text, some in near.items():
        if told := _told(text, some, seen, firsts, elsewhere):
            found[text] = told
    return found


def _told(
    text: str,
    near: list[int],
    seen: Mapping[int, _Seen],
    firsts: Mapping[int, PhraseUse],
    elsewhere: set[int],
) -> Copy | None:
    """Tell of the nearest that the reader sees, else that there is one elsewhere."""
    at = next((pk for pk in near if pk in seen), None)
    is_elsewhere = bool(elsewhere & set(near))
    if at is None:
        return Copy(is_same=False, use=None, count=0, is_elsewhere=True) if is_elsewhere else None
    use = firsts[seen[at].first or 0]
    is_same = use.phrase.digest == digest_of(text)
    return Copy(is_same, use, seen[at].count, is_elsewhere)


def _nearest(texts: list[str]) -> dict[str, list[int]]:
    """Give the ids of the phrases like each text, the nearest first; three queries."""
    digests = {text: digest_of(text) for text in texts}
    same = Phrase.objects.filter(digest__in=set(digests.values()))
    known = dict(same.values_list("digest", "pk"))
    likely = _likely(texts)
    said = Phrase.objects.in_bulk({pk for some in likely.values() for pk in some})
    near = {}
    for text in texts:
        words = words_of(text)
        shares = {pk: share(words, words_of(said[pk].text)) for pk in likely[text] if pk in said}
        if pk := known.get(digests[text]):
            shares[pk] = SAME
        alike = [pk for pk, found in shares.items() if found >= ALIKE]
        near[text] = sorted(alike, key=lambda pk: (-shares[pk], pk))[:NEAREST]
    return near


def _likely(texts: list[str]) -> dict[str, list[int]]:
    """Give the ids of the phrases that share the most keys with each text."""
    keys = {text: keys_of(words) for text in texts if len(words := words_of(text)) >= LEAST_WORDS}
    under: dict[int, list[int]] = {}
    rows = PhraseKey.objects.filter(key__in={key for some in keys.values() for key in some})
    for key, phrase in rows.order_by().values_list("key", "phrase"):
        under.setdefault(key, []).append(phrase)
    likely = {}
    for text in texts:
        hits = Counter(pk for key in keys.get(text, ()) for pk in under.get(key, ()))
        likely[text] = [pk for pk, _hits in hits.most_common(LIKELY)]
    return likely
