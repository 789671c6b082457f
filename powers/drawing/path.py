"""The longest way through a flow in working days."""

from dataclasses import dataclass

from .flow import Drawing, Flow, flow_of, roots_first


@dataclass(frozen=True)
class Path:
    """A way from the start to an end; `is_complete` where every step on it has a limit."""

    keys: tuple[str, ...] = ()
    days: int = 0
    is_complete: bool = True


@dataclass(frozen=True)
class _Onward:
    """The longest way on from one step; whoever arrives at an end comes before whoever does not."""

    arrives: bool
    days: int
    keys: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, int, int]:
        return self.arrives, self.days, len(self.keys)


def longest(drawing: Drawing | Flow) -> Path:
    """Find the way that takes most working days from the start to an end, or as far as it goes.

    Links that close a loop are left out; a step without a limit counts no day. Of ways equally long
    the one with more steps is taken, then the one drawn first.
    """
    return longest_in(flow_of(drawing))


def longest_in(flow: Flow) -> Path:
    """Find the longest way through a flow already read."""
    best: dict[str, _Onward] = {}
    for key, links in reversed(flow.forward.items()):
        step = flow.by_key[key]
        options = [_Onward(step.kind == "end", step.days or 0, (key,))]
        for link in links:
            on = best[link.target]
            options.append(_Onward(on.arrives, (step.days or 0) + on.days, (key, *on.keys)))
        best[key] = max(options, key=lambda option: option.rank)
    roots = roots_first(flow)
    if not roots:
        return Path()
    found = best[roots[0]]
    is_complete = all(flow.by_key[key].days is not None for key in found.keys)
    return Path(found.keys, found.days, is_complete)
