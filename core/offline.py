"""Several at once: what a phone gathered without a network. Each item is an action of its own, with a result of its own.

record_gas_visits = several("RecordGasVisits", record_gas_visit, "Record up to 50 gas visits (批量记录燃气进社区).")
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any

import strawberry
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.audit.chain import note_trespass
from core.checks import check_some
from core.context import Context
from core.engine.faults import described
from core.errors import DomainError, ErrorCode
from core.fence import Trespass
from core.mutations import INPUT, ActionField, Payload, action_field, perform, refused

log = logging.getLogger("lastmeter.faults")

ITEMS_MOST = 50
KEY = "Chosen by the client and given back. Each item is done once by its own clientMutationId (客户端标识)."
ITEMS = f"What to do, each as if it were sent alone, 1 to {ITEMS_MOST} (各项)."
RESULTS = "What became of each item, in their order; null when the whole was refused (各项结果)."


class SeveralField(ActionField):
    """A mutation of many items. All that were not refused are committed together; sent again, none is done twice."""

    single: ActionField

    def act(self, context: Context, input: Any) -> Any:
        key = input.client_mutation_id
        try:
            context.viewer.require(self.policy)
            check_some(input.items, "items", ITEMS_MOST)
        except DomainError as refusal:
            return refused(self, refusal, context, input)
        results = [self._done(context, item, (*INPUT, "items", str(at))) for at, item in enumerate(input.items)]
        return self.payload(client_mutation_id=key, results=results, user_errors=[])

    def _done(self, context: Context, item: Any, path: Sequence[str]) -> Any:
        """One item. What it does wrong, or what goes wrong with it, does not sink the others."""
        try:
            return _twice(lambda: perform(self.single, context, item, path))
        except DBAPIError as error:
            if not isinstance(error, IntegrityError):
                raise  # the database has given up the whole transaction
            return self._fault(error, context, item, path)
        except Exception as fault:
            return self._fault(fault, context, item, path)

    def _fault(self, fault: Exception, context: Context, item: Any, path: Sequence[str]) -> Any:
        if isinstance(fault, Trespass):
            note_trespass(context.session, context.viewer, context.now, self.single.python_name, fault)
        name = secrets.token_hex(8)
        log.error("fault %s at %s: %s", name, path, described(fault))
        refusal = DomainError(
            ErrorCode.FAULT,
            f"Something went wrong on our side, and this item was not kept. Tell us this id: {name}.",
            f"系统故障，此项未保存。请告知我们编号：{name}。",
        )
        return refused(self.single, refusal, context, item, path)


def _twice(act: Callable[[], Any]) -> Any:
    """Again, when a row was there already: somebody else may just have sent the same key, whose result then holds."""
    try:
        return act()
    except IntegrityError:
        return act()


def several(stem: str, single: Any, description: str) -> Any:
    """A mutation that takes many inputs of another, and gives the payload of each."""
    assert isinstance(single, ActionField)
    given, made = _input(stem, single), _payload(stem, single)

    def action(self: Any, context: Context, input: Any) -> Any: ...

    action.__annotations__ = {"context": Context, "input": given, "return": made}
    field = action_field(SeveralField, action, description)
    field.single, field.policy = single, single.policy
    return field


def _input(stem: str, single: ActionField) -> type:
    item = single.arguments[0].type_annotation
    assert item is not None
    cls = _class(f"{stem}Input", client_mutation_id=(str, KEY), items=(list[item.resolve()], ITEMS))  # type: ignore[misc]
    return strawberry.input(cls, description="The same action many times, each with an input of its own (批量输入).")


def _payload(stem: str, single: ActionField) -> type:
    cls = _class(f"{stem}Payload", Payload, results=(list[single.payload] | None, RESULTS))  # type: ignore[name-defined]
    return strawberry.type(cls, description="What became of each of many actions (批量结果).")


def _class(name: str, *bases: type, **fields: tuple[Any, str]) -> type:
    annotations = {key: annotation for key, (annotation, _) in fields.items()}
    members = {key: strawberry.field(description=told) for key, (_, told) in fields.items()}
    return type(name, bases, {"__annotations__": annotations, "__module__": __name__, **members})
