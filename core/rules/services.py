"""What holds on a day, and deciding what holds from a day on."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Float, cast, func, select
from sqlalchemy.orm import Session

from core.checks import EARLIEST, clean
from core.engine.statements import Statement
from core.errors import out_of_range, unknown
from core.policy.viewer import Viewer
from core.rules.models import RuleChange
from core.rules.rule import Rule, RuleDraft

T = TypeVar("T")
YEARS_AHEAD = 2

CHANGES = Statement(
    select(RuleChange.id, RuleChange.key, RuleChange.valid_from, RuleChange.value).order_by(
        RuleChange.valid_from, RuleChange.id
    )
)


class Rules:
    """What holds on one day: `rules[STANDARD]`. Where nobody decided otherwise, what is shipped."""

    def __init__(self, decided: Mapping[str, tuple[int, str]]) -> None:
        self._decided = decided

    def __getitem__(self, rule: Rule[T]) -> T:
        _, value = self._decided.get(rule.key, (None, None))
        return rule.default if value is None else rule.read(orjson.loads(value))

    def change(self, rule: Rule[Any]) -> int | None:
        """The key of the change that brought the value; None for what is shipped."""
        return self._decided.get(rule.key, (None, ""))[0]


class Rulebook:
    """All that was ever decided, read once: `rulebook(session).on(day)[STANDARD]`."""

    def __init__(self, changes: Iterable[Sequence[Any]] = ()) -> None:
        self._changes = [tuple(change) for change in changes]

    def on(self, day: date) -> Rules:
        return Rules({key: (number, value) for number, key, valid_from, value in self._changes if valid_from <= day})


def rulebook(session: Session) -> Rulebook:
    return Rulebook(session.execute(CHANGES.select))


def asked_rulebook() -> Generator[Any, Any, Rulebook]:
    """The same for a computed field: `rules = (yield from asked_rulebook()).on(day)`."""
    return Rulebook((yield CHANGES()))


def held_on(rule: Rule[Any], day: Any) -> ColumnElement[float]:
    """What a rule of numbers held on a day, in SQL: for conditions over many rows, each with a day of its own."""
    newest = RuleChange.valid_from.desc(), RuleChange.id.desc()
    decided = select(cast(RuleChange.value, Float)).where(RuleChange.key == rule.key, RuleChange.valid_from <= day)
    newest_first = decided.order_by(*newest).limit(1).correlate_except(RuleChange)
    return func.coalesce(newest_first.scalar_subquery(), rule.default)


def set_rule(
    session: Session,
    rules: Mapping[str, Rule[Any]],
    key: str,
    draft: RuleDraft,
    *,
    valid_from: date,
    reason: str,
    viewer: Viewer,
    today: date,
    now: datetime,
) -> RuleChange:
    """From a day on another value holds. What was judged before by the old one stays as it is."""
    rule = rules.get(key)
    if rule is None:
        raise unknown("key", key, list(rules), "rule", "规则")
    viewer.require("rule.write", rule)
    _check_from(valid_from, today)
    value = rule.checked(draft)
    change = RuleChange(
        key=rule.key,
        valid_from=valid_from,
        value=orjson.dumps(rule.kept(value)).decode(),
        reason=clean(reason, "reason", 500),
        decided_at=now,
        actor_id=viewer.officer_id,
    )
    session.add(change)
    session.flush()
    return change


def _check_from(day: date, today: date) -> None:
    latest = today.replace(year=today.year + YEARS_AHEAD, day=1)
    if not EARLIEST <= day <= latest:
        raise out_of_range(
            "valid_from",
            f"{day} is out of range; a rule can hold from {EARLIEST} to {latest} on.",
            f"{day} 超出范围，生效日应在 {EARLIEST} 至 {latest} 之间。",
        )
