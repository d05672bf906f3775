"""Packed: a whole histogram as one number, with 32 bits for each step. Adding such numbers adds the histograms.

So it is summed, taken away and grouped like any other figure, in the same time however many steps there are.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

BITS = 32
BYTES = BITS // 8
HALF = 1 << BITS - 1
"""No step holds as much, nor as little below zero: what changes took away before others added it."""
LAST_STEP = 0xFFFF
DAYS_MOST = 31
Widths = tuple[tuple[int, int], ...]
"""Up to which value the steps are how wide, the last for all above."""


@lru_cache(maxsize=10_000)
def step_at(lower: int, widths: Widths) -> int:
    """The number of the step that begins there; whatever is larger than all of them is in the last."""
    before = steps = 0
    for limit, width in widths[:-1]:
        if lower < limit:
            return steps + (lower - before) // width
        steps, before = steps + (limit - before) // width, limit
    return min(steps + (lower - before) // widths[-1][1], LAST_STEP)


def bounds(step: int, widths: Widths) -> tuple[int, int]:
    """The first value of a step, and how wide it is."""
    before = 0
    for limit, width in widths[:-1]:
        if before + step * width < limit:
            return before + step * width, width
        step, before = step - (limit - before) // width, limit
    width = widths[-1][1]
    return before + step * width, width


def packed(counts: Mapping[int, int]) -> int:
    """How many there are in each step."""
    steps = array("I", bytes(BYTES * (max(counts, default=0) + 1)))
    try:
        for step, count in counts.items():
            steps[step] = count
    except OverflowError:  # below zero
        return sum(count << BITS * step for step, count in counts.items())
    return int.from_bytes(steps.tobytes(), sys.byteorder)


def _number(counts: list[int]) -> int:
    return int.from_bytes(struct.pack(f"<{len(counts)}I", *counts), "little")


def unpacked(number: int) -> list[int]:
    """How many there are in each step, from the first."""
    steps = abs(number).bit_length() // BITS + 1
    if number >= 0 and not number & _halves(steps):  # nothing is below zero, as it nearly always is
        return list(struct.unpack(f"<{steps}I", number.to_bytes(steps * BYTES, "little")))
    raised = number + _halves(steps)
    return [count - HALF for count in struct.unpack(f"<{steps}I", raised.to_bytes(steps * BYTES, "little"))]


@lru_cache(maxsize=10_000)
def _halves(steps: int) -> int:
    return _number([HALF] * steps)


def filled(number: int) -> Iterator[tuple[int, int]]:
    """The steps that hold any, with how many."""
    return ((step, count) for step, count in enumerate(unpacked(number)) if count)


# ------------------------------------------------------------- as they are kept


def written(number: int) -> bytes:
    """Without the empty steps at its beginning, of which it says how many there are."""
    empty = ((number & -number).bit_length() - 1) // BITS if number else 0
    number >>= empty * BITS
    return struct.pack("<H", empty) + number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)


def read(kept: bytes) -> int:
    (empty,) = struct.unpack_from("<H", kept)
    number = int.from_bytes(kept[2:], "little", signed=True)
    return number << int(empty) * BITS


DAY = struct.Struct("<HHi")
"""A day of a month, a step, and how many."""
RUNNING = b"\0\0"
"""A day 0 begins what is kept otherwise: where each of the running sums begins, then the sums, from day 0 to the last. Where there
are many days of each step they are shorter, and any days are two of them.
"""
OFTEN = 8
"""On fewer days a step is seldom enough for that."""
PLACES = struct.Struct("<33I")
FIRST = len(RUNNING) + PLACES.size


def written_days(days: Mapping[tuple[int, int], int]) -> bytes:
    """A month by day and step: only those that hold any, or running sums where these are shorter."""
    held = {at: count for at, count in days.items() if count}
    one_by_one = b"".join(DAY.pack(*at, count) for at, count in sorted(held.items()))
    if len(held) < OFTEN * len({step for _, step in held}):
        return one_by_one
    return min(one_by_one, _running(held), key=len)


def _running(days: Mapping[tuple[int, int], int]) -> bytes:
    by_day: dict[int, dict[int, int]] = {}
    for (day, step), count in days.items():
        by_day.setdefault(day, {})[step] = count
    so_far = accumulate(packed(by_day.get(day, {})) for day in range(DAYS_MOST + 1))
    kept = [written(number) for number in so_far]
    places = accumulate(map(len, kept), initial=FIRST)
    return RUNNING + PLACES.pack(*places) + b"".join(kept)


def _until(kept: bytes, day: int) -> int:
    start, end = struct.unpack_from("<2I", kept, len(RUNNING) + 4 * min(day, DAYS_MOST))
    return read(kept[start:end])


def read_days(kept: bytes) -> dict[tuple[int, int], int]:
    if not kept.startswith(RUNNING):
        return {(day, step): count for day, step, count in DAY.iter_unpack(kept)}
    return {
        (day, step): count
        for day in range(1, DAYS_MOST + 1)
        for step, count in filled(_until(kept, day) - _until(kept, day - 1))
    }


def between(kept: bytes, first: int, last: int) -> int:
    """What days of a month hold together, both included, packed."""
    if kept.startswith(RUNNING):
        return _until(kept, last) - _until(kept, first - 1)
    found: dict[int, int] = {}
    for day, step, count in DAY.iter_unpack(kept):
        if first <= day <= last:
            found[step] = found.get(step, 0) + count
    return packed(found)
