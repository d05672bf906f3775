"""lastmeter's core. For plugin authors: everything that a plugin needs stands here; the rest of core is not promised.

from core import Base, Node, column, hookimpl, relation, shows
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.calendar.limits import LimitUnit as LimitUnit
    from core.cases.guards import Blocker as Blocker
    from core.cases.models import CaseAction as CaseAction
    from core.columns import Instant as Instant
    from core.columns import Key as Key
    from core.columns import NullsLast as NullsLast
    from core.columns import Ref as Ref
    from core.columns import decimal as decimal
    from core.context import Context as Context
    from core.database import Base as Base
    from core.engine.connection import Connection as Connection
    from core.engine.connection import Page as Page
    from core.engine.connection import page_of as page_of
    from core.engine.declare import Answer as Answer
    from core.engine.declare import Answers as Answers
    from core.engine.declare import Node as Node
    from core.engine.declare import answer as answer
    from core.engine.declare import batch as batch
    from core.engine.declare import by_id as by_id
    from core.engine.declare import column as column
    from core.engine.declare import connection as connection
    from core.engine.declare import line_part as line_part
    from core.engine.declare import lookup as lookup
    from core.engine.declare import named as named
    from core.engine.declare import part as part
    from core.engine.declare import plain as plain
    from core.engine.declare import relation as relation
    from core.engine.declare import rows as rows
    from core.engine.declare import shows as shows
    from core.engine.declare import unique as unique
    from core.engine.declare import values as values
    from core.engine.filters import at_least as at_least
    from core.engine.filters import equal_to as equal_to
    from core.engine.filters import filters as filters
    from core.engine.filters import one_of as one_of
    from core.engine.filters import where as where
    from core.engine.filters import within as within
    from core.engine.listing import After as After
    from core.engine.listing import Cut as Cut
    from core.engine.listing import First as First
    from core.engine.listing import Listing as Listing
    from core.engine.orders import Order as Order
    from core.engine.plan import Question as Question
    from core.engine.statements import Statement as Statement
    from core.engine.statements import Viewed as Viewed
    from core.errors import DomainError as DomainError
    from core.errors import ErrorCode as ErrorCode
    from core.errors import Refused as Refused
    from core.errors import at as at
    from core.errors import invalid as invalid
    from core.errors import not_found as not_found
    from core.errors import out_of_range as out_of_range
    from core.hookspecs import API_VERSION as API_VERSION
    from core.hookspecs import hookimpl as hookimpl
    from core.imports.declared import Import as Import
    from core.imports.declared import Outcome as Outcome
    from core.imports.declared import Take as Take
    from core.imports.record import Record as Record
    from core.lines.conversion import Conversion as Conversion
    from core.lines.line import Category as Category
    from core.lines.line import ServiceLine as ServiceLine
    from core.lines.line import Standard as Standard
    from core.metrics.metric import Metric as Metric
    from core.metrics.metric import count as count
    from core.metrics.metric import distinct as distinct
    from core.metrics.metric import histogram as histogram
    from core.metrics.metric import total as total
    from core.metrics.metric import until_end as until_end
    from core.mutations import ActionInput as ActionInput
    from core.mutations import Payload as Payload
    from core.mutations import action_input as action_input
    from core.mutations import mutation as mutation
    from core.mutations import payload as payload
    from core.mutations import refer as refer
    from core.next_visits.reason import VisitReason as VisitReason
    from core.offline import several as several
    from core.policy.policy import Policy as Policy
    from core.policy.scope import PUBLIC as PUBLIC
    from core.policy.scope import Scope as Scope
    from core.policy.scope import Within as Within
    from core.policy.viewer import Viewer as Viewer
    from core.rules.rule import CountRule as CountRule
    from core.rules.rule import CurveRule as CurveRule
    from core.rules.rule import DayRule as DayRule
    from core.rules.rule import NumberRule as NumberRule
    from core.rules.rule import Rule as Rule
    from core.rules.rule import StepsRule as StepsRule
    from core.rules.services import Rulebook as Rulebook
    from core.rules.services import Rules as Rules
    from core.rules.services import asked_rulebook as asked_rulebook
    from core.rules.services import rulebook as rulebook
    from core.rules.values import Curve as Curve
    from core.rules.values import MonthDay as MonthDay
    from core.rules.values import Steps as Steps
    from core.scalars import BigInt as BigInt
    from core.scalars import Month as Month
    from core.scalars import ServiceLineKey as ServiceLineKey
    from core.terms import Term as Term
    from core.windows import DateWindow as DateWindow
    from core.windows import check_window as check_window

_DOOR = {
    "core.calendar.limits": "LimitUnit",
    "core.cases.guards": "Blocker",
    "core.cases.models": "CaseAction",
    "core.columns": "Instant Key NullsLast Ref decimal",
    "core.context": "Context",
    "core.database": "Base",
    "core.engine.connection": "Connection Page page_of",
    "core.engine.declare": (
        "Answer Answers Node answer batch by_id column connection line_part lookup named part plain relation rows shows "
        "unique values"
    ),
    "core.engine.filters": "at_least equal_to filters one_of where within",
    "core.engine.listing": "After Cut First Listing",
    "core.engine.orders": "Order",
    "core.engine.plan": "Question",
    "core.engine.statements": "Statement Viewed",
    "core.errors": "DomainError ErrorCode Refused at invalid not_found out_of_range",
    "core.hookspecs": "API_VERSION hookimpl",
    "core.imports.declared": "Import Outcome Take",
    "core.imports.record": "Record",
    "core.lines.conversion": "Conversion",
    "core.lines.line": "Category ServiceLine Standard",
    "core.metrics.metric": "Metric count distinct histogram total until_end",
    "core.mutations": "ActionInput Payload action_input mutation payload refer",
    "core.next_visits.reason": "VisitReason",
    "core.offline": "several",
    "core.policy.policy": "Policy",
    "core.policy.scope": "PUBLIC Scope Within",
    "core.policy.viewer": "Viewer",
    "core.rules.rule": "CountRule CurveRule DayRule NumberRule Rule StepsRule",
    "core.rules.services": "Rulebook Rules asked_rulebook rulebook",
    "core.rules.values": "Curve MonthDay Steps",
    "core.scalars": "BigInt Month ServiceLineKey",
    "core.terms": "Term",
    "core.windows": "DateWindow check_window",
}
_HOME = {name: module for module, names in _DOOR.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Imported when first used, so that `lastmeter --help` need not wait for a GraphQL library."""
    if name not in _HOME:
        raise AttributeError(f"module 'core' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


__all__ = sorted(_HOME)
