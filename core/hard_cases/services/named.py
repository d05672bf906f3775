"""Those who are named on a hard case and answer for it: the leader of its district, the lead of its line, an officer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from core.cases.acting import Acting
from core.cases.models import Case, CaseAction
from core.cases.services.step import take
from core.checks import Checks, clean
from core.errors import DomainError, ErrorCode, invalid
from core.hard_cases.models import HardCase
from core.identity.posts import held_post
from core.people.models import Officer, OfficerRole


def district_leader(acting: Acting, case: Case, officer_id: str) -> Officer:
    officer = held_post(acting.session, officer_id, "district_leader_id")
    if officer.role is not OfficerRole.DISTRICT_LEADER or officer.district_id not in (None, case.district_id):
        raise invalid(
            "district_leader_id",
            f"{officer.name} is not the leader in charge of the case's district.",
            f"{officer.name} 不是该案件所在区市的包区领导。",
        )
    return officer


def line_lead(acting: Acting, case: Case, officer_id: str) -> Officer:
    officer = held_post(acting.session, officer_id, "line_lead_id")
    if officer.role is not OfficerRole.LINE_LEAD or officer.line not in (None, case.line):
        raise invalid(
            "line_lead_id",
            f"{officer.name} does not lead the case's line.",
            f"{officer.name} 不是该服务线的行业负责人。",
        )
    return officer


def responsible_officer(acting: Acting, case: Case, officer_id: str) -> Officer:
    """Of any role, but of the case's line and district: others would not see what they must get solved."""
    officer = held_post(acting.session, officer_id, "responsible_officer_id")
    if officer.line not in (None, case.line) or officer.district_id not in (None, case.district_id):
        raise invalid(
            "responsible_officer_id",
            f"{officer.name} is of another line or district than the case; name somebody who answers for both.",
            f"{officer.name} 不负责该案件的服务线或所在区市，请指定其他人员。",
        )
    return officer


NAMED: Mapping[str, Callable[[Acting, Case, str], Officer]] = {
    "district_leader": district_leader,
    "line_lead": line_lead,
    "responsible_officer": responsible_officer,
}


def hand_over(acting: Acting, case_id: str, version: int, others: Mapping[str, str | None], reason: str) -> Case:
    """Others, by whom they are named as, answer for it from now on. Nobody has signed for them."""
    step = take(acting, case_id, version, CaseAction.HAND_OVER_HARD)
    hard, checks = step.case.hard_case, Checks()
    assert hard is not None, "a guard refuses what is no hard case"
    given = {named: officer_id for named, officer_id in others.items() if officer_id is not None}
    if not given:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Name at least one of the three who answers for it from now on.",
            "请至少指定包区领导、包案负责人、责任人中的一人。",
            ("district_leader_id",),
        )
    found = {named: checks.run(partial(_another, acting, hard, named, given[named])) for named in given}
    why = checks.run(lambda: clean(reason, "reason", 400))
    checks.done()
    told = [_put(hard, named, officer) for named, officer in found.items() if officer is not None]
    return step.done(f"{'; '.join(told)}: {why}")


def _another(acting: Acting, hard: HardCase, named: str, officer_id: str) -> Officer:
    officer = NAMED[named](acting, hard.case, officer_id)
    if officer.id == getattr(hard, f"{named}_id"):
        raise invalid(
            f"{named}_id",
            f"{officer.name} is named already; name somebody else, or leave it out.",
            f"{officer.name} 已是该难题的指定人员，请指定其他人员或不填写。",
        )
    return officer


def _put(hard: HardCase, named: str, officer: Officer) -> str:
    """A signature is of the post that is named: the history keeps that the one before gave it."""
    before: Officer = getattr(hard, named)
    setattr(hard, named, officer)
    if named == "district_leader":
        hard.district_leader_signed_at = None
    if named == "line_lead":
        hard.line_lead_signed_at = None
    return f"{named.upper()} {before.name} → {officer.name}"
