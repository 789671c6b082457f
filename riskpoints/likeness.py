"""Whether two short texts say nearly the same: the share of words in common, and how to find them fast.

A text is found again by sixteen keys, each made of three of its words' least hashes (MinHash in
bands). Two texts that share two thirds of their words share at least one key in 199 of 200 cases;
texts with a fifth in common in one of eight. So a search reads a few rows of an index, however many
texts there are, and only those are compared word by word.
"""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MARKS = re.compile(r"[\W_]+")

# A text with one word of ten exchanged passes; two measures that share their verbs do not.
ALIKE = 0.65
# Fewer words say too little to be told apart.
LEAST_WORDS = 4

BANDS, ROWS = 16, 3
HASHES = struct.Struct(f">{16}I")
SALTS = [bytes([number]) for number in range(BANDS * ROWS // 16)]


def plain(text: str) -> str:
    """Give a text without spaces, marks, case and the width of its letters."""
    return MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def grams_of(text: str) -> set[str]:
    """Give each two neighbouring characters of a text without its spaces, marks and case."""
    said = plain(text)
    return {said[at : at + 2] for at in range(len(said) - 1)}


def digest_of(text: str) -> str:
    """Name a text by what it says; the same words with other marks have the same name."""
    return hashlib.blake2b(plain(text).encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """Give the words of a text, as written in Chinese without spaces or with them in English.

    Takes microseconds, and 0.2 s the first time in a process.
    """
    from rjieba import cut  # noqa: PLC0415 - slow import: the dictionary, which drawings need besides

    clean = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(word for word in cut(clean) if not MARKS.fullmatch(word))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of words in common: 0 for nothing, 1 for all of them."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def keys_of(words: Iterable[str]) -> list[int]:
    """Give the sixteen keys of a text's words, as whole numbers that a database holds."""
    rows = [
        [hashed for salt in SALTS for hashed in HASHES.unpack(_hashed(word, salt))]
        for word in words
    ]
    if not rows:
        return []
    least = [min(column) for column in zip(*rows, strict=True)]
    return [_key(band, least[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def _hashed(word: str, salt: bytes) -> bytes:
    return hashlib.blake2b(word.encode(), digest_size=64, salt=salt).digest()


def _key(band: int, least: list[int]) -> int:
    told = struct.pack(f">B{ROWS}I", band, *least)
    (key,) = struct.unpack(">q", hashlib.blake2b(told, digest_size=8).digest())
    return int(key)
