"""Scalars of the schema: strict in what they take, one form in what they give."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from core.columns import instant_text

ServiceLineKey = NewType("ServiceLineKey", str)
Month = NewType("Month", str)
BigInt = NewType("BigInt", int)

MONTH = re.compile(r"(?!0000|9999-12)\d{4}-(0[1-9]|1[0-2])", re.ASCII)
"""After the last month of the calendar no day comes that could end it."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
DAY_AROUND = timedelta(days=1)
"""No two time zones are further apart: so long before and after a moment must be moments too."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def _refuse(value: Any, what: str) -> GraphQLError:
    return GraphQLError(f"{str(value)[:80]!r} is no {what}.", extensions={"code": "BAD_USER_INPUT"})


def _read_month(value: Any) -> str:
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise _refuse(value, "Month: write year and month as 2023-08")
    return value


def _read_day(value: Any) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise _refuse(value, "Date: write year, month and day as 2023-08-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _refuse(value, "day of the calendar") from None


def _read_moment(value: Any) -> datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise _refuse(value, "DateTime: write it with its offset, as 2023-09-05T16:00:00+08:00")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC).replace(microsecond=0)
        _ = moment - DAY_AROUND, moment + DAY_AROUND
        return moment
    except (ValueError, OverflowError):
        raise _refuse(value, "moment of the calendar") from None


def _read_key(value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise _refuse(value, "ServiceLineKey: a word in lower case, such as gas")
    return value


def _read_big(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise _refuse(value, "BigInt: a whole number of at most 64 bits")
    return value


def _write_moment(value: datetime) -> str:
    return instant_text(value)


def _write_same(value: Any) -> Any:
    return value


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar in the bureau's time zone, as 2023-08-31 (日期).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=date.isoformat,
        parse_value=_read_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment: RFC 3339 with its offset when given, UTC with Z when answered, kept to the second (时刻).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=_write_moment,
        parse_value=_read_moment,
    ),
    Month: strawberry.scalar(
        name="Month",
        description="A month of the calendar, as 2023-08 (月份).",
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#gYearMonth",
        serialize=_write_same,
        parse_value=_read_month,
    ),
    ServiceLineKey: strawberry.scalar(
        name="ServiceLineKey",
        description="Names a service line; which there are, `serviceLines` tells (服务线代码).",
        serialize=_write_same,
        parse_value=_read_key,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number that may pass 2³¹, written as a JSON number (大整数).",
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#long",
        serialize=_write_same,
        parse_value=_read_big,
    ),
}
