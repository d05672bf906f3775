"""Proof that a case is solved: what was seen before it was reported, or before it last went back to work, is none."""

from __future__ import annotations

from datetime import date

from core.cases.models import Case
from core.errors import invalid


def check_seen(case: Case, day: date, field: str, *, seen: str, seen_zh: str) -> None:
    """Refuses what was seen too early; `seen` says what it was."""
    back = case.back_to_work_on
    since = back or case.reported_on
    if day < since:
        came, came_zh = ("went back to work", "返工或重办") if back is not None else ("was reported", "上报")
        raise invalid(
            field,
            f"The case {came} on {since}; {seen} before, on {day}, does not show that it is solved.",
            f"该案件于 {since} {came_zh}，此前（{day}）的{seen_zh}不能证明问题已解决。",
        )
