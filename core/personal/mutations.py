"""Seeing the personal texts of one object, and erasing them, for a reason."""

from __future__ import annotations

from functools import cache
from typing import Any

import strawberry
from strawberry.types.base import WithStrawberryObjectDefinition
from strawberry.utils.str_converters import to_camel_case

from core.context import Context
from core.engine.declare import DECLARATION, Column, Node, plain
from core.engine.node_ids import split_id
from core.mutations import ActionInput, Payload, action_input, mutation, payload
from core.personal.services import Masked, check_quota, check_reason, erase, texts, unmask


@plain
class PersonalText:
    """A personal text as it is (个人信息)."""

    field: str = strawberry.field(description="The field that is masked elsewhere (字段).")
    text: str | None = strawberry.field(description="What stands there; null where nothing does (内容).")


@action_input
class UnmaskInput(ActionInput):
    """Whose personal texts, and why (查看个人信息)."""

    id: strawberry.ID = strawberry.field(description="The object: a household, a heating call, … (对象).")
    reason: str = strawberry.field(description="Why, in 5 to 200 characters; kept in the audit trail (事由).")


def _texts(root: UnmaskPayload, info: strawberry.Info) -> list[PersonalText] | None:
    """Read when they are answered: no payload holds them."""
    if root.subject is None:
        return None
    name, key = split_id(root.subject)
    assert key is not None
    found = texts(info.context, kinds()[name], key)
    return [PersonalText(field=to_camel_case(attribute), text=text) for attribute, text in found]


@payload
class UnmaskPayload(Payload):
    """The personal texts of one object (查看结果)."""

    subject: strawberry.Private[str | None] = None
    texts: list[PersonalText] | None = strawberry.field(
        resolver=_texts, description="Those that your role may see for a reason; null when it was refused (个人信息)."
    )


@action_input
class ErasePersonalTextsInput(ActionInput):
    """Whose personal texts must go, and on whose request (删除个人信息)."""

    id: strawberry.ID = strawberry.field(description="The object: a household, a heating call, … (对象).")
    reason: str = strawberry.field(
        description="On whose request, in 5 to 200 characters; kept in the audit trail: name nobody (事由)."
    )


@payload
class ErasePersonalTextsPayload(Payload):
    """The object stays, for it was counted; its personal texts are gone (删除结果)."""

    id: strawberry.ID | None = strawberry.field(description="The object; null when it was refused (对象).")


class PersonalMutations:
    @mutation(
        "See the personal texts of one object: so many times a day, each time kept in the audit trail, also when the same "
        "is sent again (查看个人信息).",
        "personal.unmask",
        keeps_reason=True,
        is_look=True,
    )
    def unmask(self, context: Context, input: UnmaskInput) -> UnmaskPayload:
        check_reason(input.reason)
        check_quota(context)
        unmask(context, kinds(), input.id)
        return UnmaskPayload(subject=str(input.id))

    @mutation(
        "Erase the personal texts of one object, on request of whom they are about (删除个人信息).",
        "personal.erase",
        keeps_reason=True,
    )
    def erase_personal_texts(self, context: Context, input: ErasePersonalTextsInput) -> ErasePersonalTextsPayload:
        check_reason(input.reason)
        erase(context, kinds(), input.id)
        return ErasePersonalTextsPayload(id=input.id)


@cache
def kinds() -> dict[str, Masked]:
    """The types that have personal texts, core's and the lines', by their GraphQL names."""
    return {kind.__strawberry_definition__.name: masked for kind in _all(Node) if (masked := _masked(kind)).texts}


def _all(kind: Any) -> list[Any]:
    return [one for below in kind.__subclasses__() for one in (below, *_all(below))]


def _masked(kind: type[WithStrawberryObjectDefinition]) -> Masked:
    found = {}
    for field in kind.__strawberry_definition__.fields:
        declared = field.metadata.get(DECLARATION)
        if isinstance(declared, Column) and declared.personal is not None:
            found[declared.attribute or field.python_name] = declared.personal
    shown = getattr(kind, "__shows__", None)
    return Masked(shown.model if shown is not None else None, found)
