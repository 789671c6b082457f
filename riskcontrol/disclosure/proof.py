"""Proof of work: a sender's device computes for about a second before a comment is taken.

The library makes and checks the puzzle (ALTCHA 2); static/js/comment-proof.js solves it. A puzzle is
bound to the form it stands on, and a form makes one comment (the receipt's unique hash): so that a
solution is spent with its form and no list of spent ones is needed.
"""

import json
import secrets
import time

from altcha import Payload, create_challenge, verify_solution
from django.utils.crypto import salted_hmac

from powers.public import comments

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000  # rounds a try: about a millisecond of a phone
TRIES = range(200, 400)
LIFETIME = 2 * 60 * 60  # seconds, as a form's token
LONGEST = 4_000  # characters of an answer


def puzzle(token: str) -> str:
    """Make the puzzle of a form, as JSON."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.choice(TRIES),
        expires_at=int(time.time()) + LIFETIME,
        data={"form": comments.nonce_of(token)},
        hmac_secret=_secret("puzzle"),
        hmac_key_secret=_secret("answer"),
    )
    return json.dumps(challenge.to_dict())


def is_proved(answer: str, token: str) -> bool:
    """Whether an answer solves the puzzle of this very form."""
    if not answer or len(answer) > LONGEST:
        return False
    checked = verify_solution(answer, _secret("puzzle"), hmac_key_secret=_secret("answer"))
    if not checked.verified:
        return False
    # Signed by us, or it would not be verified: so it has the form we gave it.
    return Payload.from_base64(answer).challenge.parameters.data == {
        "form": comments.nonce_of(token)
    }


def _secret(name: str) -> bytes:
    return salted_hmac("riskcontrol.disclosure.proof", name, algorithm="sha256").digest()
