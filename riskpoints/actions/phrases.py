"""The index of texts, kept up by the acts that write them. It follows from them and leaves no ledger entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from riskpoints.likeness import LEAST_WORDS, digest_of, grams_of, keys_of, plain, words_of
from riskpoints.models import CommonGram, Phrase, PhraseGram, PhraseKey, PhraseUse, RiskPoint
from riskpoints.states import Place

# So many phrases under one key suffice to tell that there are others like a new one. A further one
# is kept without that key, so that a search reads at most 16 times so many rows.
FULL = 64
# Two characters that stand in more phrases than this tell none apart: a search reads the list then.
COMMON = 1000


@dataclass(frozen=True)
class Standing:
    """Whose texts they are: the id of a risk point or a measure, and where it belongs."""

    owner: int
    body: int
    section: int
    worksheet: int | None


@transaction.atomic
def keep_phrases(standing: Standing, texts: Mapping[Place, Iterable[str]]) -> None:
    """Keep the texts that a risk point or a measure has in these places from now on."""
    keep_many([(standing, texts)])


def keep_many(kept: Sequence[tuple[Standing, Mapping[Place, Iterable[str]]]]) -> None:
    """Keep the texts of many owners at once, in a constant number of queries for each place."""
    for place in Place:
        owners = [standing.owner for standing, texts in kept if place in texts]
        PhraseUse.objects.filter(owner__in=owners, place=place).delete()
    said = [
        (standing, place, text)
        for standing, texts in kept
        for place, lines in texts.items()
        for text in lines
        if plain(text)
    ]
    ids = phrase_ids(text for _standing, _place, text in said)
    uses = [
        PhraseUse(
            phrase_id=ids[digest_of(text)],
            body_id=standing.body,
            section_id=standing.section,
            worksheet_id=standing.worksheet,
            place=place,
            owner=standing.owner,
        )
        for standing, place, text in said
    ]
    PhraseUse.objects.bulk_create(uses, ignore_conflicts=True, batch_size=500)


def phrase_ids(texts: Iterable[str]) -> dict[str, int]:
    """Give the ids of phrases by their digests; those that are new are kept, with their keys."""
    wanted = {digest_of(text): text for text in texts}
    known = _known(wanted)
    new = [Phrase(digest=name, text=wanted[name]) for name in wanted if name not in known]
    if not new:
        return known
    # Somebody else may be writing the same text just now.
    Phrase.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    known = _known(wanted)
    said = {known[phrase.digest]: phrase.text for phrase in new}
    _give_keys(said)
    give_grams(said)
    return known


def _known(wanted: Iterable[str]) -> dict[str, int]:
    return dict(Phrase.objects.filter(digest__in=list(wanted)).values_list("digest", "pk"))


def _give_keys(texts: Mapping[int, str]) -> None:
    keys = {
        pk: keys_of(words) for pk, text in texts.items() if is_told_apart(words := words_of(text))
    }
    wanted = {key for some in keys.values() for key in some}
    counted = PhraseKey.objects.filter(key__in=wanted).order_by().values_list("key")
    held = dict(counted.annotate(held=Count("pk")))
    rows = []
    for phrase, some in keys.items():
        for key in some:
            held[key] = held.get(key, 0) + 1
            if held[key] <= FULL:
                rows.append(PhraseKey(key=key, phrase_id=phrase))
    PhraseKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def give_grams(texts: Mapping[int, str]) -> None:
    """Keep phrases, by id, under each two of their characters that are not common."""
    grams = {pk: grams_of(text) for pk, text in texts.items()}
    wanted = {gram for some in grams.values() for gram in some}
    common = set(CommonGram.objects.filter(gram__in=wanted).values_list("gram", flat=True))
    rows = [
        PhraseGram(gram=gram, phrase_id=pk)
        for pk, some in grams.items()
        for gram in sorted(some - common)
    ]
    PhraseGram.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
    # Counting costs more than keeping, so one phrase in sixteen is reason enough to count.
    _set_aside({gram for pk, some in grams.items() if pk % 16 == 0 for gram in some - common})


def _set_aside(grams: set[str]) -> None:
    """Keep nothing any more under those of these grams that have become common."""
    counted = PhraseGram.objects.filter(gram__in=grams).order_by().values_list("gram", flat=True)
    full = list(counted.annotate(held=Count("pk")).filter(held__gt=COMMON))
    CommonGram.objects.bulk_create([CommonGram(gram=gram) for gram in full], ignore_conflicts=True)
    PhraseGram.objects.filter(gram__in=full).delete()


def is_told_apart(words: frozenset[str]) -> bool:
    """Whether a text has words enough for its likeness to another to mean anything."""
    return len(words) >= LEAST_WORDS


def drop_phrases(owner: int, *places: Place) -> None:
    """Forget the texts of a risk point or a measure that is removed."""
    PhraseUse.objects.filter(owner=owner, place__in=places).delete()


def keep_phrases_of(point: RiskPoint) -> None:
    """Keep what a risk point is called and how it shows."""
    shown = [shown.text for shown in point.manifestations.all()]
    standing = Standing(point.pk, point.body_id, point.section_id, point.worksheet_id)
    keep_phrases(standing, {Place.TITLE: [point.title], Place.SHOWN: shown})


@transaction.atomic
def sweep_phrases() -> int:
    """Forget the phrases that stand nowhere any more; gives how many."""
    return Phrase.objects.filter(uses=None).delete()[1].get(Phrase._meta.label, 0)
