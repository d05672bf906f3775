"""What may be done with a case now, as clients are told before they try (allowedTransitions)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import strawberry

from core.cases.guards import Asked, Blocker
from core.cases.models import CaseAction
from core.cases.standing import Condition, facts, held, in_the_way
from core.cases.transitions import FROM
from core.engine.declare import Answers, plain
from core.engine.plan import Question
from core.lines.conversion import Conversion


@plain
class CaseBlocker:
    """What stands in the way of an action, and how to mend it (阻碍)."""

    code: str = strawberry.field(
        description="Names it: a word of docs/cases.md or of the case's line, or FORBIDDEN (代码)."
    )
    message: str = strawberry.field(description="What is missing, in the language asked for (说明).")


@plain
class CaseTransition:
    """An action that the status of a case has, and whether the viewer may take it now (可执行操作)."""

    action: CaseAction = strawberry.field(description="The action (操作).")
    is_allowed: bool = strawberry.field(description="Whether nothing stands in the way (是否允许).")
    blockers: list[CaseBlocker] = strawberry.field(description="What does; empty when nothing does (阻碍).")


def allowed(rows: Sequence[Any], question: Question) -> Answers[list[CaseTransition]]:
    """One statement for all rows: it asks for every condition that other rows decide."""
    context = question.context
    blockers = tuple(context.catalogue.objects(Blocker).values())
    takes_complaints = bool(context.catalogue.objects(Conversion))
    asked = Asked(context.viewer, context.now, context.today, context.rules, takes_complaints)
    found = yield facts(blockers)(keys=[row.id for row in rows], **asked.values)
    holds = {row[0]: held(blockers, row) for row in found}
    return [list(_transitions(row, asked, holds[row.id], blockers, context.language)) for row in rows]


def _transitions(
    case: Any, asked: Asked, holds: frozenset[Condition], blockers: tuple[Blocker, ...], language: str
) -> Iterator[CaseTransition]:
    for transition in FROM[case.status]:
        found = [
            CaseBlocker(code=guard.code, message=guard.text(language))
            for guard in in_the_way(transition.action, case, asked, holds, blockers)
        ]
        if not asked.viewer.may(transition.operation, case):
            found.insert(0, _forbidden(asked, transition.operation, language))
        yield CaseTransition(action=transition.action, is_allowed=not found, blockers=found)


def _forbidden(asked: Asked, operation: str, language: str) -> CaseBlocker:
    role = asked.viewer.role.name
    message = f"The role {role} may not do this here ({operation})."
    message_zh = f"角色 {role} 无权进行此操作（{operation}）。"
    return CaseBlocker(code="FORBIDDEN", message=message_zh if language == "zh" else message)
