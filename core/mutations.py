"""Mutations: one input, one payload, one transaction. A refusal becomes user errors here and nowhere else."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

import orjson
import sqlalchemy
import strawberry
from sqlalchemy import UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry.utils.str_converters import to_camel_case

from core.audit import chain as audit
from core.audit.models import AuditOutcome
from core.columns import Key
from core.context import Context
from core.database import Base
from core.engine.declare import by_id, declared, described, meant, node_key
from core.errors import DomainError, ErrorCode, Refused
from core.fence import Fence, inside
from core.policy import denials

Class = TypeVar("Class", bound=type)
Field = TypeVar("Field", bound="ActionField")
PAYLOAD_KEYS = ("client_mutation_id", "user_errors")
INPUT = ("input",)
KEY_MOST = 255


class MutationKey(Base):
    """What a clientMutationId was used for: sent again, it answers the same and changes nothing.

    Each actor has keys of its own: another's are neither used up nor answered.
    """

    __tablename__ = "mutation_key"
    __table_args__ = (UniqueConstraint("actor", "key"),)

    id: Mapped[Key]
    actor: Mapped[str]
    key: Mapped[str]
    mutation: Mapped[str]
    fingerprint: Mapped[str]
    result: Mapped[str]
    used_at: Mapped[datetime]


USED = select(MutationKey.mutation, MutationKey.fingerprint, MutationKey.result, MutationKey.key).where(
    MutationKey.actor == bindparam("actor"), MutationKey.key == bindparam("key")
)


@strawberry.type(description="Why an action was refused, and how to mend it (拒绝说明).")
class UserError:
    field: list[str] = strawberry.field(description="Path into the arguments, list positions as text (字段路径).")
    code: ErrorCode = strawberry.field(description="The kind of refusal (错误代码).")
    message: str = strawberry.field(
        description="What is wrong and how to mend it, in the language of Accept-Language: zh or en (说明)."
    )


@strawberry.input
class ActionInput:
    client_mutation_id: str = strawberry.field(
        description="Chosen by the client, best a UUID: sent again with the same input, nothing happens twice (幂等键)."
    )


@strawberry.type
class Payload:
    client_mutation_id: str | None = strawberry.field(description="As it was sent (幂等键).", default=None)
    user_errors: list[UserError] = strawberry.field(
        description="Why it was refused; empty when it was done (拒绝说明).", default_factory=list
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def action_input(cls: Class) -> Class:
    """The one input of a mutation; its docstring is its description."""
    return strawberry.input(meant(cls), description=described(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, by_id, declared, node_key))
def payload(cls: Class) -> Class:
    """What a mutation gives back; its docstring is its description. Its own fields must be nullable."""
    return strawberry.type(meant(cls), description=described(cls))


def refer(row: Base) -> Any:
    """A row, as a payload names it: by its key, to be read before the answer is given."""
    (key,) = sqlalchemy.inspect(row).identity or (None,)
    return key


class ActionField(StrawberryField):
    """A mutation: `(self, context, input) -> payload`, carried out in the session of the context."""

    policy: str
    """The operation that the viewer must be allowed."""
    keeps_reason = False
    """Whether the audit trail keeps the `reason` of its input."""
    is_look = False
    """Whether it changes nothing: sent again it is another look, with an entry of its own, and not the answer of before."""

    @property
    def payload(self) -> Any:
        assert self.base_resolver is not None
        return self.base_resolver.type

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        return self.act(info.context, kwargs["input"])

    def act(self, context: Context, input: Any) -> Any:
        return perform(self, context, input)


def mutation(
    description: str, policy: str, *, keeps_reason: bool = False, is_look: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """`policy` is the operation that the viewer must be allowed."""

    def made(action: Callable[..., Any]) -> StrawberryField:
        field = action_field(ActionField, action, description)
        field.policy, field.keeps_reason, field.is_look = policy, keeps_reason, is_look
        return field

    return made


def action_field(cls: type[Field], action: Callable[..., Any], description: str) -> Field:
    resolver: StrawberryResolver[Any] = StrawberryResolver(action)
    field = cls(
        python_name=action.__name__,
        description=description,
        base_resolver=resolver,
        type_annotation=resolver.type_annotation,
    )
    field.arguments = [argument for argument in resolver.arguments if argument.python_name == "input"]
    field.arguments[0].description = "What to do (输入)."
    return field


def perform(field: ActionField, context: Context, given: Any, path: Sequence[str] = INPUT) -> Any:
    """Does it, or gives the refusal; what was written by a refused one is undone. `path` is where the input stands."""
    resolver, cls = field.base_resolver, field.payload
    assert resolver is not None
    session, key = context.session, ""
    try:
        context.viewer.require(field.policy)
        context.viewer.confirm(session)
        key, print_ = _key(given), fingerprint(given)
        before = None if field.is_look else _before(context, key)
        if before is not None:
            _refuse_other(before, field.python_name, print_)
            return _again(cls, before)
        with session.begin_nested():
            action: Any = resolver.wrapped_func
            with inside(context.catalogue.objects(Fence)[action.__module__]):
                made = action(None, context, given)
                session.flush()
            if not field.is_look:
                _keep(context, field.python_name, key, print_, made)
        audit.note(
            session,
            context.viewer,
            context.now,
            field.python_name,
            AuditOutcome.DONE,
            key=key,
            fingerprint=print_,
            subjects=_subjects(made),
            reason=given.reason.strip() if field.keeps_reason else "",
        )
    except DomainError as refusal:
        meanwhile = _before(context, key) if key else None
        if meanwhile is not None and _is_same(meanwhile, field.python_name, fingerprint(given)):
            return _again(cls, meanwhile)
        return refused(field, refusal, context, given, path)
    made.client_mutation_id = key
    return made


def _keep(context: Context, name: str, key: str, print_: str, made: Any) -> None:
    """What is answered when the same is sent again."""
    result = orjson.dumps({name: value for name, value in vars(made).items() if name not in PAYLOAD_KEYS}).decode()
    actor, now = context.viewer.actor, context.now
    context.session.add(
        MutationKey(actor=actor, key=key, mutation=name, fingerprint=print_, result=result, used_at=now)
    )
    context.session.flush()


def _subjects(made: Any) -> dict[str, Any]:
    """What a payload names: keys of rows, and ids; nothing that somebody wrote."""
    named = {name: value for name, value in vars(made).items() if name not in PAYLOAD_KEYS and value is not None}
    return {name: value for name, value in named.items() if name in ("id", "subject") or _is_key(value)}


def _is_key(value: Any) -> bool:
    return type(value) is int or (isinstance(value, list) and all(type(one) is int for one in value))


def _before(context: Context, key: str) -> Any:
    """The same request, answered already. Asked again before a refusal: it may have been under way at the same moment."""
    return context.session.connection().execute(USED, {"actor": context.viewer.actor, "key": key}).first()


def _key(given: Any) -> str:
    key = given.client_mutation_id
    if not 1 <= len(key) <= KEY_MOST or not key.isprintable():
        raise DomainError(
            ErrorCode.INVALID,
            "clientMutationId must have 1 to 255 printable characters; a new UUID is best.",
            "clientMutationId 须为 1 至 255 个可打印字符，建议使用新的 UUID。",
            ("client_mutation_id",),
        )
    return str(key)


def _is_same(before: Any, name: str, print_: str) -> bool:
    """Two mutations may have inputs that look alike."""
    return bool(before.mutation == name and before.fingerprint == print_)


def _refuse_other(before: Any, name: str, print_: str) -> None:
    if not _is_same(before, name, print_):
        raise DomainError(
            ErrorCode.KEY_REUSED,
            "This clientMutationId was used for another input; choose a new one.",
            "该 clientMutationId 已用于其他输入，请换一个新的。",
            ("client_mutation_id",),
        )


def _again(cls: Any, before: Any) -> Any:
    return cls(client_mutation_id=before.key, **orjson.loads(before.result))


def refused(field: ActionField, refusal: DomainError, context: Context, given: Any, path: Sequence[str] = INPUT) -> Any:
    """The payload that says why; what was denied for want of a right is in the log and in the audit trail."""
    cls, key = field.payload, given.client_mutation_id
    if refusal.code is ErrorCode.FORBIDDEN:
        denials.note(context.viewer, refusal)
        audit.note(
            context.session,
            context.viewer,
            context.now,
            field.python_name,
            AuditOutcome.DENIED,
            key=key[:KEY_MOST] if key.isprintable() else "",
            fingerprint=fingerprint(given),
        )
    errors = refusal.errors if isinstance(refusal, Refused) else (refusal,)
    told = [
        UserError(
            field=[*path, *(to_camel_case(step) for step in error.field)],
            code=error.code,
            message=error.text(context.language),
        )
        for error in errors
    ]
    nothing = {field.name: None for field in dataclasses.fields(cls) if field.init and field.name not in PAYLOAD_KEYS}
    return cls(**nothing, client_mutation_id=key, user_errors=told)


def fingerprint(given: Any) -> str:
    """The same for the same input, whatever the order of its fields."""
    text = orjson.dumps(dataclasses.asdict(given), option=orjson.OPT_SORT_KEYS, default=_plain)
    return hashlib.sha256(text).hexdigest()


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else repr(value)
