"""What is done with accounts. Passwords and keys are not: they would be kept with the idempotency keys."""

from __future__ import annotations

import strawberry

from core.context import Context
from core.engine.declare import by_id
from core.errors import DomainError, ErrorCode
from core.identity import accounts, models
from core.identity.types import Account, ServiceClient
from core.ids import row_by_id
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.people.models import Officer
from core.policy.role import Role


@action_input
class OpenAccountInput(ActionInput):
    """An account for a post, or for an office: one of the two (开通账号)."""

    login: str = strawberry.field(
        description="The name to sign in with; the identity provider's, where there is one (登录名)."
    )
    officer_id: strawberry.ID | None = strawberry.field(description="The post (岗位).")
    role: Role | None = strawberry.field(description="The office: AUDITOR, SYSTEM_ADMIN or SECURITY_ADMIN (角色).")


@payload
class OpenAccountPayload(Payload):
    """The account, waiting for approval (开通结果)."""

    account: Account | None = by_id("The account; null when it was refused (账号).")


@action_input
class ApproveAccountInput(ActionInput):
    """An account that somebody else opened (批准账号)."""

    account_id: strawberry.ID = strawberry.field(description="Which account (账号).")


@payload
class ApproveAccountPayload(Payload):
    """The account, ready to be used (批准结果)."""

    account: Account | None = by_id("The account; null when it was refused (账号).")


@action_input
class DisableAccountInput(ActionInput):
    """An account that is to be used no more (停用账号)."""

    account_id: strawberry.ID = strawberry.field(description="Which account (账号).")


@payload
class DisableAccountPayload(Payload):
    """The account, signed out everywhere (停用结果)."""

    account: Account | None = by_id("The account; null when it was refused (账号).")


@action_input
class RevokeServiceClientInput(ActionInput):
    """A program that may ask no more (撤销对接系统)."""

    service_client_id: strawberry.ID = strawberry.field(description="Which program (系统).")


@payload
class RevokeServiceClientPayload(Payload):
    """The program, whose key is worth nothing now (撤销结果)."""

    service_client: ServiceClient | None = by_id("The program; null when it was refused (系统).")


class IdentityMutations:
    @mutation("Open an account; somebody else must approve it (开通账号).", "account.open")
    def open_account(self, context: Context, input: OpenAccountInput) -> OpenAccountPayload:
        session, officer = context.session, None
        if input.officer_id is not None:
            officer = row_by_id(session, Officer, "Officer", input.officer_id, "officer_id")
            context.viewer.require("account.open", officer)
        elif context.viewer.lines is not None:
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "Only accounts of posts of your own line; name the post.",
                "只能为本行业岗位提出账号，请指明岗位。",
                ("officer_id",),
            )
        account = accounts.open_account(
            session,
            input.login,
            officer=officer,
            role=input.role,
            opened_by=context.viewer.actor or context.viewer.name,
            now=context.now,
        )
        return OpenAccountPayload(account=refer(account))

    @mutation("Approve an account that somebody else opened (批准账号).", "account.approve")
    def approve_account(self, context: Context, input: ApproveAccountInput) -> ApproveAccountPayload:
        account = row_by_id(context.session, models.Account, "Account", input.account_id, "account_id")
        accounts.approve(context.session, account, by=context.viewer.actor or context.viewer.name)
        return ApproveAccountPayload(account=refer(account))

    @mutation("Put an account out of use, and sign it out everywhere (停用账号).", "account.disable")
    def disable_account(self, context: Context, input: DisableAccountInput) -> DisableAccountPayload:
        account = row_by_id(context.session, models.Account, "Account", input.account_id, "account_id")
        accounts.disable(context.session, account, context.now)
        return DisableAccountPayload(account=refer(account))

    @mutation("Take a program's key away (撤销对接系统).", "client.revoke")
    def revoke_service_client(self, context: Context, input: RevokeServiceClientInput) -> RevokeServiceClientPayload:
        client = row_by_id(
            context.session, models.ServiceClient, "ServiceClient", input.service_client_id, "service_client_id"
        )
        client.revoked_at = client.revoked_at or context.now
        return RevokeServiceClientPayload(service_client=refer(client))
