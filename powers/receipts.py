"""Tokens and receipt codes of the public's comments: no account, no cookie, nothing but hashes kept.

The token in the form is signed and lasts two hours; its nonce makes the receipt code by HMAC, so a
repeat of the same form gets the same code. It also tells how long the form has been open.
"""

import datetime
import secrets

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.crypto import salted_hmac

# Crockford's 32 letters: none is mistaken for another when read out or copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 20  # five bits a letter: 100 bits
GROUP = 4
LIFETIME = datetime.timedelta(hours=2)

_signer = TimestampSigner(salt="powers.receipts.token")

__all__ = [
    "BadSignature",
    "code_of",
    "hash_of",
    "in_groups",
    "is_fresh",
    "is_older",
    "new_token",
    "nonce_of",
]


def new_token() -> str:
    """Make the hidden token of a comment form just shown."""
    return _signer.sign(secrets.token_urlsafe(18))


def nonce_of(token: str) -> str:
    """Read a token's nonce, however old; raises BadSignature where this installation did not sign it."""
    return _signer.unsign(token)


def is_fresh(token: str) -> bool:
    """Whether a token of ours is not older than its lifetime."""
    return not is_older(token, LIFETIME)


def is_older(token: str, age: datetime.timedelta) -> bool:
    """Whether a token of ours was made longer ago than that; it knows whole seconds."""
    try:
        _signer.unsign(token, max_age=age)
    except SignatureExpired:
        return True
    return False


def code_of(nonce: str) -> str:
    """Make the receipt code that belongs to a nonce: 20 letters, in groups for reading."""
    number = int.from_bytes(salted_hmac("powers.receipts.code", nonce, algorithm="sha256").digest())
    letters = [ALPHABET[number >> 5 * place & 31] for place in range(LENGTH)]
    return in_groups("".join(letters))


def in_groups(letters: str) -> str:
    """Set hyphens between groups of four letters."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def hash_of(code: str) -> str:
    """Give the keyed hash under which a comment is found again; spaces, case and misreadings pass."""
    plain = "".join(sign for sign in code.upper().translate(MISREAD) if sign in ALPHABET)
    return salted_hmac("powers.receipts.hash", plain, algorithm="sha256").hexdigest()
