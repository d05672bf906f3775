"""The name of a community: whether two names are those of one community."""

from __future__ import annotations

import re
from collections.abc import Callable

Sameness = Callable[[str, str], bool]

# One kind of body is written in many ways (社区居民委员会, 社区居委会, 村民委员会, 村委会, 村民委会 …), and villages
# became communities: whatever of it ends a name says nothing about which community it is.
KIND = re.compile(r"(?:社区|居民|村民|居委会|委员会|委委会|委会|村)+$")


def core_of(name: str) -> str:
    """The name without the words for its kind: 上庄 for 上庄社区居民委员会."""
    return KIND.sub("", name) or name


def is_same(name: str, former: str) -> bool:
    """Whether only the words for the kind differ."""
    return core_of(name) == core_of(former)


def is_related(name: str, former: str) -> bool:
    """Whether two names of one code are close enough for one community.

    They are when one core holds the other (南泉, 南泉新), or when at least half of the longer core's characters stand in
    the other one in the same order (靖江路, 静江路).
    """
    core, former_core = core_of(name), core_of(former)
    if core in former_core or former_core in core:
        return True
    return 2 * _shared(core, former_core) >= max(len(core), len(former_core))


def _shared(one: str, other: str) -> int:
    """How many characters the two have in common, in order."""
    best = [0] * (len(other) + 1)
    for character in one:
        before = best
        best = [0]
        for at, same in enumerate(other):
            found = before[at] + 1 if character == same else max(before[at + 1], best[at])
            best.append(found)
    return best[-1]
