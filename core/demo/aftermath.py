"""What came after the demo's cases: what residents said, and appeals of those who were late."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from core.cases.models import CaseAction as A
from core.cases.models import CaseAppeal, CaseEvent, CaseFeedback
from core.cases.models import CaseStatus as S
from core.demo import Demo
from core.demo.steps import NOW

ASKED, SATISFIED, APPEALED = 0.35, 0.94, 0.2
NOTHING = {"is_satisfied": None, "answered_on": None, "reopen_asked_at": None, "is_exempt": False}


class Aftermath:
    def __init__(self, demo: Demo, chance: random.Random) -> None:
        self.demo = demo
        self.chance = chance
        self.rows: dict[type, list[dict[str, Any]]] = {CaseFeedback: [], CaseAppeal: [], CaseEvent: []}

    def of(self, case: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
        """What it changes on a case that ended; its history goes on."""
        told = dict(NOTHING)
        if case["status"] is not S.CLOSED:
            return told
        before = len(self.rows[CaseEvent])
        if case["is_late"] and self.chance.random() < APPEALED:
            told |= self._appeal(case)
        if self.chance.random() < ASKED:
            told |= self._answer(case, first_day=4 if told["is_exempt"] else 1)
        return told | {"version": len(events) + len(self.rows[CaseEvent]) - before}

    def _answer(self, case: dict[str, Any], first_day: int) -> dict[str, Any]:
        at = case["closed_at"] + timedelta(days=self.chance.randint(first_day, 10))
        if at > NOW:
            return {}
        is_satisfied = self.chance.random() < SATISFIED
        comment = None if is_satisfied else "希望再处理一次"
        self.rows[CaseFeedback].append(
            {
                "id": self.demo.key(CaseFeedback),
                "case_id": case["id"],
                "is_satisfied": is_satisfied,
                "comment": comment,
                "answered_at": at,
                "answered_on": at.date(),
            }
        )
        self._event(case, A.FEEDBACK, at, comment)
        asked = None if is_satisfied else at
        return {"is_satisfied": is_satisfied, "answered_on": at.date(), "reopen_asked_at": asked}

    def _appeal(self, case: dict[str, Any]) -> dict[str, Any]:
        at = case["closed_at"] + timedelta(days=self.chance.randint(1, 3))
        if at + timedelta(hours=4) > NOW:
            return {}
        reason = "连续降雨，无法施工"
        first, second = at + timedelta(hours=2), at + timedelta(hours=4)
        self.rows[CaseAppeal].append(
            {
                "case_id": case["id"],
                "reason": reason,
                "appealed_at": at,
                "first_is_allowed": True,
                "first_reviewed_at": first,
                "second_is_allowed": True,
                "second_reviewed_at": second,
            }
        )
        for action, moment, why in (
            (A.APPEAL, at, reason),
            (A.REVIEW_APPEAL, first, "同意"),
            (A.REVIEW_APPEAL, second, "同意"),
        ):
            self._event(case, action, moment, why)
        return {"is_exempt": True}

    def _event(self, case: dict[str, Any], action: A, at: Any, reason: str | None) -> None:
        self.rows[CaseEvent].append(
            {
                "id": self.demo.key(CaseEvent),
                "case_id": case["id"],
                "at": at,
                "action": action,
                "actor_id": None,
                "from_status": S.CLOSED,
                "to_status": S.CLOSED,
                "reason": reason,
            }
        )

    def insert(self) -> None:
        for model, rows in self.rows.items():
            self.demo.add(model, rows)
