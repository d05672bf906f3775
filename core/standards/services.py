"""Which standard is in force, and where standards come from: the lines, and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.calendar.limits import LimitUnit
from core.cases.models import Case
from core.errors import DomainError, ErrorCode, not_found
from core.lines.line import ServiceLine
from core.lines.models import CaseCategory
from core.standards.models import CaseStandard, is_in_force
from core.tables import Row, read_table

COLUMNS = ("category", "variant", "condition", "close_condition", "amount", "unit", "effective_from")
ONCE = ("category", "variant", "effective_from")
OPTIONAL = ("filing_minutes", "dispatch_minutes", "check_minutes")
AMOUNT_MOST = 1000
MINUTES_MOST = 60 * 24 * 30


def in_force(session: Session, category_code: str, day: date) -> list[CaseStandard]:
    """The standards of a category on a day, by their variants."""
    wanted = select(CaseStandard).where(CaseStandard.category_code == category_code, is_in_force(CaseStandard, day))
    return list(session.scalars(wanted.order_by(CaseStandard.variant, CaseStandard.id)))


def chosen_standard(session: Session, category_code: str, variant: str | None, day: date) -> CaseStandard:
    """The named one, or the only one; of several the caller must choose."""
    found = in_force(session, category_code, day)
    if not found:
        raise not_found(
            "standard",
            f"standard for {category_code} on {day}: import one",
            f" {category_code} 在 {day} 生效的立案标准",
        )
    chosen = found if variant is None else [standard for standard in found if standard.variant == variant]
    if len(chosen) == 1:
        return chosen[0]
    listed = "; ".join(f"{standard.variant}: {standard.condition}" for standard in found)
    raise DomainError(
        ErrorCode.REQUIRED if variant is None else ErrorCode.NOT_FOUND,
        f"{category_code} has several standards; name one of them. {listed}"
        if variant is None
        else f"{category_code} has no standard {variant[:20]!r}. There is {listed}",
        f"{category_code} 的立案标准有：{listed}，请选择其一。",
        ("standard",),
    )


def remember_standards(session: Session, line: ServiceLine) -> None:
    """What the line declares, where nothing is kept yet for the category's variant."""
    wanted = select(CaseStandard.category_code, CaseStandard.variant).where(CaseStandard.line == line.key)
    known = {(code, variant) for code, variant in session.execute(wanted)}
    session.add_all(
        CaseStandard(
            line=line.key,
            category_code=standard.category,
            variant=standard.variant,
            condition=standard.condition,
            close_condition=standard.close_condition,
            limit_amount=standard.amount,
            limit_unit=standard.unit,
            requires_photo=standard.requires_photo,
            effective_from=standard.effective_from,
            source=standard.source or None,
        )
        for standard in line.standards
        if (standard.category, standard.variant) not in known
    )


@dataclass
class StandardsReport:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: Sequence[str] = ()


def import_standards(session: Session, path: Path) -> StandardsReport:
    """New rows end those that they follow; a row that cases were filed under is not changed. All or nothing."""
    table = read_table(path, COLUMNS)
    lines = {code: line for code, line in session.execute(select(CaseCategory.code, CaseCategory.line))}
    told = list(table.read(lambda row: (row, _read(row, lines, path.name)), once=ONCE))
    report = StandardsReport(refused=table.refused)
    if not table.refused:
        for row, standard in told:
            try:
                _keep(session, row, standard, report)
            except DomainError as refusal:
                table.refused.append(refusal.message)
    return report


def _read(row: Row, lines: dict[str, str], source: str) -> CaseStandard:
    code = row.text("category")
    if code not in lines:
        raise row.refused("category", f"no installed line has the category {code!r}", f"没有小类“{code}”")
    return CaseStandard(
        line=lines[code],
        category_code=code,
        variant=row.text("variant"),
        condition=row.text("condition"),
        close_condition=row.text("close_condition"),
        limit_amount=row.whole("amount", 1, AMOUNT_MOST),
        limit_unit=row.word("unit", LimitUnit),
        requires_photo=row.cells.get("requires_photo", "").lower() in {"1", "yes", "true", "是"},
        effective_from=row.day("effective_from"),
        source=row.cells.get("source") or source,
        **{name: row.whole(name, 1, MINUTES_MOST) if row.cells.get(name) else None for name in OPTIONAL},
    )


CONTENT = ("condition", "close_condition", "limit_amount", "limit_unit", "requires_photo", *OPTIONAL)


def _keep(session: Session, row: Row, told: CaseStandard, report: StandardsReport) -> None:
    same = select(CaseStandard).where(
        CaseStandard.category_code == told.category_code, CaseStandard.variant == told.variant
    )
    known = list(session.scalars(same.order_by(CaseStandard.effective_from)))
    found = next((standard for standard in known if standard.effective_from == told.effective_from), None)
    if found is None:
        _enter(session, row, known, told)
        report.added += 1
    elif all(getattr(found, name) == getattr(told, name) for name in CONTENT):
        report.unchanged += 1
    else:
        _change(session, row, found, told)
        report.changed += 1


def _enter(session: Session, row: Row, known: Sequence[CaseStandard], told: CaseStandard) -> None:
    """After the last one, which ends there."""
    if known and told.effective_from < known[-1].effective_from:
        last = known[-1].effective_from
        raise row.refused(
            "effective_from",
            f"a later standard begins on {last}; begin after it",
            f"已有 {last} 生效的标准，请晚于该日",
        )
    if known:
        known[-1].effective_until = told.effective_from
    session.add(told)
    session.flush()


def _change(session: Session, row: Row, found: CaseStandard, told: CaseStandard) -> None:
    if session.scalar(select(Case.id).where(Case.standard_id == found.id).limit(1)) is not None:
        raise row.refused(
            "effective_from",
            f"cases were filed under the standard of {found.effective_from}; give the new one a later day",
            f"已有案件按 {found.effective_from} 的标准立案，请填写更晚的生效日期",
        )
    for name in (*CONTENT, "source"):
        setattr(found, name, getattr(told, name))
