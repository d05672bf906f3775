"""Keeping the registered lines in the database, so that rows of an uninstalled line keep their meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.catalogue import Catalogue
from core.context import Context
from core.errors import unknown
from core.lines import models, types
from core.lines.line import ServiceLine
from core.standards.services import remember_standards


def remember(session: Session, lines: Iterable[ServiceLine]) -> None:
    """Adds what is new and updates names; forgets nothing. Standards that were imported stand."""
    if session.get_bind().dialect.name == "postgresql":
        # Several processes may start at once; on SQLite the transaction itself keeps the others out.
        session.execute(text("LOCK TABLE service_line IN SHARE ROW EXCLUSIVE MODE"))
    for line in lines:
        session.merge(
            models.ServiceLine(key=line.key, name=line.name, name_zh=line.name_zh, description=line.description)
        )
        session.flush()
        for category in line.categories:
            session.merge(
                models.CaseCategory(code=category.code, line=line.key, name=category.name, name_zh=category.name_zh)
            )
        session.flush()
        remember_standards(session, line)


def check_lines(keys: Sequence[str], context: Context) -> None:
    """Refuses a key in a filter that no line has, or ever had: what one recorded that is gone is still found."""
    known = context.catalogue.objects(types.ServiceLine)
    for key in keys:
        if key not in known:
            raise unknown(("filter", "lines"), key, list(known), "service line", "服务线")


def check_categories(codes: Sequence[str], context: Context) -> None:
    """Refuses a code in a filter that no category has, or ever had."""
    for code in codes:
        check_category(code, context.catalogue, ("filter", "categoryCodes"))


def check_category(code: str, catalogue: Catalogue, field: Sequence[str] | str) -> None:
    """Refuses a code that no category of any line has."""
    categories = catalogue.objects(types.CaseCategory)
    if code not in categories:
        raise unknown(field, code, list(categories), "category", "案件小类")


def declared_line(catalogue: Catalogue, key: str, field: Sequence[str] | str = "line") -> ServiceLine:
    """What an installed line says of itself; refuses a key that no line has."""
    lines = catalogue.objects(ServiceLine)
    if key not in lines:
        raise unknown(field, key, list(lines), "service line", "服务线")
    return lines[key]
