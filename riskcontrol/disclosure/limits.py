"""How often one network address may hand something in, without keeping the address anywhere.

What is counted stands under a keyed hash of the network: a random key that is made anew each day
and lies in the cache alone. Once the day is over nobody can tell whose count it was, and no count
outlives its hour. IPv6 is counted by /64, which one household or office has to itself.
"""

import datetime
import hmac
import secrets
from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

HOUR = 60 * 60
DAY = 24 * HOUR
STORE = "limits"


def is_over(request: HttpRequest, what: str) -> bool:
    """Count one more from where a request comes, and say whether that is more than an hour allows."""
    hour = int(timezone.now().timestamp()) // HOUR
    name = f"{what}:{source_of(request)}:{hour}"
    store = caches[STORE]
    store.add(name, 0, HOUR)
    try:
        count = store.incr(name)
    except ValueError:  # pushed out in between: the store is full of others
        return True
    return count > settings.COMMENT_LIMITS[what]


def source_of(request: HttpRequest) -> str:
    """Give the keyed hash of the network a request comes from, told by as many proxies as are ours."""
    network = network_of(get_adapter().get_client_ip(request))
    return hmac.digest(key_of(timezone.localdate()), network.encode(), "sha256").hex()


def key_of(day: datetime.date) -> bytes:
    """Give the day's random key; the first who asks makes it. Without a store nothing is taken in."""
    store, name = caches[STORE], f"key:{day}"
    store.add(name, secrets.token_bytes(32), DAY)
    key = store.get(name)
    if not isinstance(key, bytes):
        raise RuntimeError("The cache of the limits does not keep what it is given.")  # noqa: TRY004 - what is wrong is the cache, not a type
    return key


def network_of(address: str) -> str:
    """Give what is counted as one: an IPv4 address, of an IPv6 address its first 64 bits."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{found.exploded[:19]}::/64"
    return str(found)
