"""What a sender's browser and network tell beside a comment, marked so that it would be found again."""

import itertools

from tests.disclosure.test_limits import WORRIES

COMMENTS = 200
AGENT, LANGUAGE, CAME_FROM, COOKIE = "MARKAGENT", "x-marklanguage", "markreferrer", "MARKCOOKIE"


def marks(at):
    """The marked heads of one request, and the two addresses it comes from."""
    return {
        "User-Agent": f"{AGENT}{at}/1.0",
        "Accept-Language": f"{LANGUAGE}{at}",
        "Referer": f"https://{CAME_FROM}{at}.example/page?q={CAME_FROM}",
        "Cookie": f"{COOKIE}={COOKIE}{at}",
        "X-Forwarded-For": forwarded(at),
    }


def remote(at):
    """The address of the connection."""
    return f"198.51.100.{at % 250 + 1}"


def forwarded(at):
    """The address that the proxy tells; every other one IPv6."""
    return f"2001:db8:dead:{at:x}::beef" if at % 2 else f"203.0.113.{at % 250 + 1}"


def every_mark():
    """What must be found nowhere."""
    words = [AGENT, LANGUAGE, CAME_FROM, COOKIE, "2001:db8:dead", "2001:0db8:dead"]
    return words + sorted({*map(remote, range(250)), *map(forwarded, range(0, 250, 2))})


def comment(at):
    """The text of one comment, unlike the others."""
    first, second = itertools.islice(itertools.cycle(WORRIES), at % 15, at % 15 + 2)
    return f"{first}方面有第{at * 7919 % 9973}号问题，{second}也请改进。"


def found_in(*texts):
    """The marks that stand in some texts."""
    return [mark for mark in every_mark() if any(mark in text for text in texts)]
