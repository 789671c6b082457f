"""Password hashing at a cost that two cores bear at sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 64 MiB, three passes, two lanes (above the OWASP minimum; a third of a second)."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 2
