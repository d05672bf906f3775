"""What a rule is: declared once by core or a plugin, with the value that is shipped; what was decided since, rows tell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from core.errors import DomainError, ErrorCode, invalid, out_of_range
from core.rules.values import Curve, MonthDay, Points, Steps
from core.terms import Term

T = TypeVar("T")
Pointed = TypeVar("Pointed", bound=Points)
MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
POINTS_MOST = 50


class RuleKind(Term):
    """What the value of a rule looks like (规则类型)."""

    NUMBER = "A number (数值)."
    DAY_OF_YEAR = "A day that comes every year (每年的某日)."
    STEPS = "Points; each value holds from its point to the next (分档)."
    CURVE = "Points; between two of them lies a straight line (曲线)."


@dataclass(frozen=True)
class RuleDraft:
    """A value as somebody gives it: the one of these that the rule's kind wants."""

    number: float | None = None
    day_of_year: str | None = None
    points: Sequence[tuple[float, float]] | None = None


def drafted(text: str, kind: RuleKind) -> RuleDraft:
    """A value as a file has it: `20`, `11-16`, or points such as `-10:60 10:40`."""
    if kind is RuleKind.DAY_OF_YEAR:
        return RuleDraft(day_of_year=text)
    try:
        if kind is RuleKind.NUMBER:
            return RuleDraft(number=float(text))
        pairs = (pair.split(":") for pair in text.split())
        return RuleDraft(points=[(float(at), float(value)) for at, value in pairs])
    except ValueError:
        raise invalid(
            "value",
            f"{text[:40]!r} is no {kind.name}; write a number as 20, points as -10:60 10:40.",
            f"“{text[:40]}”格式不对，数值请写 20，各点请写 -10:60 10:40。",
        ) from None


@dataclass(frozen=True)
class Rule(Generic[T]):
    """`key` is `<line>.<what>` or `core.<what>`; `source` says where the shipped value comes from."""

    kind: ClassVar[RuleKind]

    key: str
    label: str
    label_zh: str
    unit: str
    description: str
    default: T
    source: str

    @property
    def line(self) -> str | None:
        """Whose rule it is; None for core's. Policies ask for it."""
        owner = self.key.partition(".")[0]
        return None if owner == "core" else owner

    def checked(self, draft: RuleDraft) -> T:
        """The value that somebody gives; refuses what it cannot be."""
        raise NotImplementedError

    def kept(self, value: T) -> Any:
        """As JSON, which the database keeps."""
        return value

    def read(self, kept: Any) -> T:
        """Back from JSON."""
        value: T = kept
        return value


@dataclass(frozen=True)
class NumberRule(Rule[float]):
    kind = RuleKind.NUMBER

    least: float = 0
    most: float = 1_000_000

    def checked(self, draft: RuleDraft) -> float:
        number: float = _given(draft.number, "number", self)
        if not self.least <= number <= self.most:  # NaN is nowhere
            raise _beyond(self, "number", number, self.least, self.most)
        return number

    def read(self, kept: Any) -> float:
        return float(kept)


@dataclass(frozen=True)
class CountRule(Rule[int]):
    """A whole number."""

    kind = RuleKind.NUMBER

    least: int = 0
    most: int = 1_000_000

    def checked(self, draft: RuleDraft) -> int:
        number = _given(draft.number, "number", self)
        if not self.least <= number <= self.most:
            raise _beyond(self, "number", number, self.least, self.most)
        if number != int(number):
            raise invalid("number", f"{number:g} is no whole number.", f"{number:g} 不是整数。")
        return int(number)


@dataclass(frozen=True)
class DayRule(Rule[MonthDay]):
    kind = RuleKind.DAY_OF_YEAR

    def checked(self, draft: RuleDraft) -> MonthDay:
        text = _given(draft.day_of_year, "day_of_year", self)
        found = MONTH_DAY.fullmatch(text)
        made = MonthDay(int(found[1]), int(found[2])) if found else None
        if made is None or not _comes_every_year(made):
            raise invalid(
                "day_of_year",
                f"{text[:20]!r} is no day of every year; write month and day, as 11-16.",
                f"“{text[:20]}”不是每年都有的日期，请填写月日，例如 11-16。",
            )
        return made

    def kept(self, value: MonthDay) -> str:
        return str(value)

    def read(self, kept: Any) -> MonthDay:
        month, day = kept.split("-")
        return MonthDay(int(month), int(day))


def _comes_every_year(day: MonthDay) -> bool:
    try:
        day.of(2023)  # which has no leap day
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class PointsRule(Rule[Pointed]):
    """`least` and `most` bound the values, not the places."""

    made: ClassVar[type[Any]]

    least: float = 0
    most: float = 1_000_000

    def checked(self, draft: RuleDraft) -> Pointed:
        points = _given(draft.points, "points", self)
        if not 1 <= len(points) <= POINTS_MOST:
            raise _beyond(self, "points", len(points), 1, POINTS_MOST)
        before = -math.inf
        for number, (place, value) in enumerate(points):
            if not before < place < math.inf:
                raise invalid(
                    ("points", str(number), "at"),
                    f"Points must grow; {place:g} does not follow {before:g}.",
                    f"各点须递增，{place:g} 不大于 {before:g}。",
                )
            if not self.least <= value <= self.most:
                raise _beyond(self, ("points", str(number), "value"), value, self.least, self.most)
            before = place
        return self.read(points)

    def kept(self, value: Pointed) -> list[list[float]]:
        return [list(point) for point in value.points]

    def read(self, kept: Any) -> Pointed:
        value: Pointed = self.made(tuple((float(place), float(value)) for place, value in kept))
        return value


class StepsRule(PointsRule[Steps]):
    kind = RuleKind.STEPS
    made = Steps


class CurveRule(PointsRule[Curve]):
    kind = RuleKind.CURVE
    made = Curve


def _given(value: Any, field: str, rule: Rule[Any]) -> Any:
    if value is None:
        raise DomainError(
            ErrorCode.REQUIRED,
            f"{rule.key} is a {rule.kind.name}; give {field}.",
            f"{rule.label_zh}的类型为 {rule.kind.name}，请填写 {field}。",
            (field,),
        )
    return value


def _beyond(rule: Rule[Any], field: Any, given: float, least: float, most: float) -> DomainError:
    return out_of_range(
        field,
        f"{given:g} is not possible for {rule.key}; it can be {least:g} to {most:g}.",
        f"{rule.label_zh}不能为 {given:g}，应在 {least:g} 至 {most:g} 之间。",
    )
