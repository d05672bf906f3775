"""What holds on a day, and deciding what holds from a day on."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Float, cast, func, select
from sqlalchemy.orm import Session

from core.checks import EARLIEST, clean
from core.engine.statements import Statement
from core.errors import DomainError, out_of_range, unknown
from core.policy.viewer import Viewer
from core.rules.models import RuleChange
from core.rules.rule import Rule, RuleDraft, drafted
from core.tables import Row, read_table

T = TypeVar("T")
YEARS_AHEAD = 2
COLUMNS = ("key", "valid_from", "value", "reason")

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

    def says(self, change: RuleChange) -> bool:
        """Whether that is what was last said of its day."""
        said = [value for _, key, since, value in self._changes if (key, since) == (change.key, change.valid_from)]
        return said[-1:] == [change.value]


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
    change = _change(rule, draft, valid_from, reason, now)
    change.actor_id = viewer.officer_id
    session.add(change)
    session.flush()
    return change


def _change(rule: Rule[Any], draft: RuleDraft, valid_from: date, reason: str, now: datetime) -> RuleChange:
    value = orjson.dumps(rule.kept(rule.checked(draft))).decode()
    why = clean(reason, "reason", 500)
    return RuleChange(key=rule.key, valid_from=valid_from, value=value, reason=why, decided_at=now)


def _check_from(day: date, today: date) -> None:
    """What days that have passed were told by stays: figures of them would change, and nobody would know."""
    if day < today:
        raise out_of_range(
            "valid_from",
            f"{day} has passed, and what was told of it stays as it was told; let the rule hold from today, {today}, on.",
            f"{day} 已过，当日结果按当时规则认定，不再改变；生效日请选择今天（{today}）或以后。",
        )
    latest = _latest(today)
    if day > latest:
        raise out_of_range(
            "valid_from",
            f"{day} is too far ahead; a rule can hold from {today} to {latest} on.",
            f"{day} 过于久远，生效日应在 {today} 至 {latest} 之间。",
        )


def _latest(today: date) -> date:
    return today.replace(year=today.year + YEARS_AHEAD, day=1)


@dataclass
class RulesReport:
    """What an import did."""

    added: int = 0
    unchanged: int = 0
    refused: Sequence[str] = ()


def import_rules(
    session: Session, rules: Mapping[str, Rule[Any]], path: Path, now: datetime, today: date
) -> RulesReport:
    """What has held in this city since when: for who sets an installation up, so days that have passed are taken. All or
    nothing."""
    table = read_table(path, COLUMNS)
    told = list(table.read(lambda row: _read(row, rules, now, today), once=("key", "valid_from")))
    report, book = RulesReport(refused=table.refused), rulebook(session)
    for change in told:
        if book.says(change):
            report.unchanged += 1
        else:
            session.add(change)
            report.added += 1
    return report


def _read(row: Row, rules: Mapping[str, Rule[Any]], now: datetime, today: date) -> RuleChange:
    key, day, value, reason = row.text("key"), row.day("valid_from"), row.text("value"), row.text("reason")
    if key not in rules:
        raise row.refused("key", unknown("key", key, list(rules), "rule", "规则").message, f"没有规则“{key}”")
    if not EARLIEST <= day <= _latest(today):
        raise row.refused(
            "valid_from",
            f"{day} is none from {EARLIEST} to {_latest(today)}",
            f"{day} 不在 {EARLIEST} 至 {_latest(today)} 之间",
        )
    try:
        return _change(rules[key], drafted(value, rules[key].kind), day, reason, now)
    except DomainError as refusal:
        raise row.refused("value", refusal.message, refusal.message_zh) from None
