"""How passwords are kept."""

from django.contrib.auth.hashers import check_password, make_password

from riskcontrol.accounts.hashers import Argon2


def test_a_password_is_kept_as_argon2id(settings):
    settings.PASSWORD_HASHERS = ["riskcontrol.accounts.hashers.Argon2"]

    kept = make_password("Dreizehn-Wolken")

    assert kept.startswith("argon2$argon2id$v=19$m=65536,t=3,p=2$")
    assert check_password("Dreizehn-Wolken", kept)
    assert not Argon2().must_update(kept)
