"""Guards that ask other rows: each a condition over the case's row that stands in the way of an action."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.attachments.models import CaseEvidence, EvidenceKind
from core.cases.guards import OFFICER, PARTS_MOST, TODAY, Guard
from core.cases.models import OPEN, Case, CaseAppeal, CaseOutcome, CaseStatus, CaseUrging
from core.cases.same import is_complaint_of, is_kept, is_whole_of
from core.columns import one_of_words
from core.hard_cases.models import HardCase, HardCaseBatch, PlanApproval, PlanMeasure, PlanMilestone
from core.standards.models import CaseStandard, is_in_force


def _is_hard(case: Any) -> ColumnElement[bool]:
    return exists().where(HardCase.case_id == case.id)


def _is_shown(case: Any) -> ColumnElement[bool]:
    """A photo shows how it is after the work; one from before it went back to work shows nothing any more."""
    return exists().where(
        CaseEvidence.case_id == case.id,
        CaseEvidence.kind == EvidenceKind.AFTER,
        or_(case.back_to_work_at.is_(None), CaseEvidence.taken_at >= case.back_to_work_at),
    )


def _needs_photo(case: Any) -> ColumnElement[bool]:
    return exists().where(CaseStandard.id == case.standard_id, CaseStandard.requires_photo)


def _other(case: Any, pointer: str, *held: Any) -> ColumnElement[bool]:
    """Another case points at this one."""
    other = aliased(Case)
    return exists(select(other.id).where(getattr(other, pointer) == case.id, *(hold(other) for hold in held)))


def _is_open(case: Any) -> ColumnElement[bool]:
    return one_of_words(case.status, OPEN)


def _is_solved(case: Any) -> ColumnElement[bool]:
    """And closed. Not asked for by the word, for SQLite would look through all that are closed."""
    return and_(~_is_open(case), case.outcome == CaseOutcome.RESOLVED)


def _is_turned_into_an_open_one(case: Any) -> ColumnElement[bool]:
    """Or into one that was merged, as the same matter, into an open one; its own complaint waits for nothing."""
    formal = aliased(Case)
    goes_on = or_(_is_open(formal), _goes_on_elsewhere(formal, case))
    return exists(select(formal.id).where(formal.complaint_id == case.id, goes_on))


def _goes_on_elsewhere(merged: Any, case: Any) -> ColumnElement[bool]:
    """As the same matter as an open one, which is not the case itself."""
    master = aliased(Case)
    going_on = select(master.id).where(master.id == merged.duplicate_of_id, master.id != case.id, _is_open(master))
    return exists(going_on.correlate_except(master))


def _has_parts_that_go_on(case: Any) -> ColumnElement[bool]:
    part = aliased(Case)
    return exists(select(part.id).where(part.parent_id == case.id, _goes_on_elsewhere(part, case)))


def _is_part_of_a_closed_one(case: Any) -> ColumnElement[bool]:
    whole = aliased(Case)
    return exists(select(whole.id).where(whole.id == case.parent_id, whole.status == CaseStatus.CLOSED))


def _has_a_complaint_that_stays_closed(case: Any) -> ColumnElement[bool]:
    complaint = aliased(Case)
    stays = or_(complaint.assignee_id.is_(None), _is_part_of_a_closed_one(complaint))
    return exists(
        select(complaint.id).where(
            is_complaint_of(complaint, case.id),
            complaint.id != case.id,
            _is_solved(complaint),
            stays,
        )
    )


def _is_what_part_of_one_that_stays_closed_went_on_as(case: Any) -> ColumnElement[bool]:
    whole = aliased(Case)
    stays = or_(whole.assignee_id.is_(None), _has_a_complaint_that_stays_closed(whole))
    closed = select(whole.id).where(
        is_whole_of(whole, case.id),
        whole.id != case.id,
        _is_solved(whole),
        stays,
    )
    return exists(closed.correlate_except(whole))


def _signs(named: Any) -> ColumnElement[bool]:
    """Who has no post, as in the demo, signs for either."""
    return or_(OFFICER.is_(None), named == OFFICER)


def _waits_for(named: Any, signed: Any) -> ColumnElement[bool]:
    return and_(_signs(named), signed.is_(None))


LEAD = HardCase.line_lead_id, HardCase.line_lead_signed_at
LEADER = HardCase.district_leader_id, HardCase.district_leader_signed_at


def _signs_nothing(case: Any) -> ColumnElement[bool]:
    return exists().where(HardCase.case_id == case.id, ~or_(_signs(LEAD[0]), _signs(LEADER[0])))


def _has_signed(case: Any) -> ColumnElement[bool]:
    return exists().where(
        HardCase.case_id == case.id,
        or_(_signs(LEAD[0]), _signs(LEADER[0])),
        ~or_(_waits_for(*LEAD), _waits_for(*LEADER)),
    )


def _has_measures_left(case: Any) -> ColumnElement[bool]:
    return exists().where(
        PlanMeasure.case_id == case.id, PlanMeasure.done_on.is_(None), PlanMeasure.waived_on.is_(None)
    )


def _has_no_step_left(case: Any) -> ColumnElement[bool]:
    """Each measure is done or waived, each approval granted, each milestone reached; or there is none at all."""
    left = (
        _has_measures_left(case),
        exists().where(PlanApproval.case_id == case.id, PlanApproval.granted_on.is_(None)),
        exists().where(PlanMilestone.case_id == case.id, PlanMilestone.reached_on.is_(None)),
    )
    return and_(_is_hard(case), ~or_(*left))


def _has_all_parts(case: Any) -> ColumnElement[bool]:
    part = aliased(Case)
    parts = select(func.count()).select_from(part).where(part.parent_id == case.id).correlate_except(part)
    return parts.scalar_subquery() >= PARTS_MOST


HARD_CASE_STAYS = Guard(
    "HARD_CASE_STAYS",
    "It is a hard case: it ends only when it is solved.",
    "该案件为难题，问题不解决绝不收兵。",
    where=_is_hard,
)
HARD_ALREADY = Guard("HARD_ALREADY", "It is a hard case already.", "该案件已列为难题。", where=_is_hard)
NO_BATCH = Guard(
    "NO_BATCH",
    "No batch takes cases on; the director opens one with openHardCaseBatch.",
    "目前没有开启的难题批次，请由局领导开启批次。",
    where=lambda _: ~exists(select(HardCaseBatch.id).where(HardCaseBatch.closed_on.is_(None))),
)
NO_STEP_LEFT = Guard(
    "NO_STEP_LEFT",
    "No step of its plan is left to take; add to it with planHardCase.",
    "一案一策中没有待推进的事项，请先补充。",
    where=_has_no_step_left,
)
NOT_HARD = Guard(
    "NOT_HARD",
    "It is no hard case; take it on with takeHardCase first.",
    "该案件不是难题，请先列为难题。",
    where=lambda case: ~_is_hard(case),
)
PHOTO_MISSING = Guard(
    "PHOTO_MISSING",
    "Its standard asks for a photo of how it is now; send one with the kind AFTER, taken since it last went back to work.",
    "立案标准要求处置后照片，请上传类型为 AFTER 的证据；曾返工或重办的，须为其后拍摄。",
    where=lambda case: and_(_needs_photo(case), ~_is_shown(case)),
)
PROOF_MISSING = Guard(
    "PROOF_MISSING",
    "A hard case needs proof that it is solved; send evidence of the kind AFTER, taken since it last went back to work.",
    "难题结案须有解决证据，请上传类型为 AFTER 的证据；曾返工或重办的，须为其后拍摄。",
    where=lambda case: and_(_is_hard(case), ~_is_shown(case)),
)
PLAN_MISSING = Guard(
    "PLAN_MISSING",
    "A hard case is solved by a plan; write one with at least one measure.",
    "难题须先制定一案一策，至少包含一项措施。",
    where=lambda case: and_(_is_hard(case), ~exists().where(PlanMeasure.case_id == case.id)),
)
MEASURES_OPEN = Guard(
    "MEASURES_OPEN",
    "Measures of its plan are neither done nor waived.",
    "一案一策中尚有未完成且未豁免的措施。",
    where=_has_measures_left,
)
NOT_SIGNED = Guard(
    "NOT_SIGNED",
    "The line lead and the leader of the district must both sign that it is solved.",
    "须由包案负责人与包区领导共同签字。",
    where=lambda case: exists().where(
        HardCase.case_id == case.id,
        or_(HardCase.line_lead_signed_at.is_(None), HardCase.district_leader_signed_at.is_(None)),
    ),
)
NOT_NAMED = Guard(
    "NOT_NAMED",
    "Only those who are named on the hard case sign for it: its line lead and the leader of its district.",
    "须由该难题指定的包案负责人和包区领导本人签字。",
    where=_signs_nothing,
)
SIGNED_ALREADY = Guard(
    "SIGNED_ALREADY",
    "Everybody signs once, and you have.",
    "您已签字，无需重复签字。",
    where=_has_signed,
)
NOT_CONFIRMED = Guard(
    "NOT_CONFIRMED",
    "The residents have not confirmed that it is solved.",
    "尚未取得居民确认。",
    where=lambda case: exists().where(HardCase.case_id == case.id, HardCase.confirmed_on.is_(None)),
)
PARTS_OPEN = Guard(
    "PARTS_OPEN",
    "Cases that it was parted into are still open.",
    "尚有子案件未结案。",
    where=lambda case: _other(case, "parent_id", _is_open),
)
PARTS_GO_ON = Guard(
    "PARTS_GO_ON",
    "Cases that it was parted into were merged into others that are still open.",
    "其子案件已并入其他案件，而主案件尚未结案。",
    where=_has_parts_that_go_on,
)
PARTS_ENOUGH = Guard(
    "PARTS_ENOUGH",
    "It was parted into as many cases as it may be.",
    "拆分的子案件已达上限。",
    where=_has_all_parts,
)
NO_STANDARD = Guard(
    "NO_STANDARD",
    "Its category has no standard that is in force today; import one.",
    "该案件小类目前没有生效的立案标准，请先导入。",
    where=lambda case: (
        ~exists().where(CaseStandard.category_code == case.category_code, is_in_force(CaseStandard, TODAY))
    ),
)
WHOLE_CLOSED = Guard(
    "WHOLE_CLOSED",
    "The case that it is a part of is closed; open that one again first, or report a new case with followsCaseId.",
    "其父案件已结案，请先重办父案件，或以 followsCaseId 上报新的关联案件。",
    where=_is_part_of_a_closed_one,
)
COMPLAINT_CLOSED = Guard(
    "COMPLAINT_CLOSED",
    "The complaint that it came from is closed, and cannot come back with it: it was solved on site, or is a part of a closed "
    "case. Open that one again first, or report a new case with followsCaseId.",
    "其来源投诉已结案且无法一并重办（已现场解决，或其父案件已结案），请先重办父案件，或以 followsCaseId 上报新的关联案件。",
    where=_has_a_complaint_that_stays_closed,
)
WHOLE_STAYS_CLOSED = Guard(
    "WHOLE_STAYS_CLOSED",
    "A case, a part of which was merged into this one, is closed and cannot come back with it: it, or its complaint, was solved "
    "on site. Report a new case with followsCaseId.",
    "有子案件并入本案件的父案件已结案且无法一并重办（该父案件或其来源投诉已现场解决），请以 followsCaseId 上报新的关联案件。",
    where=_is_what_part_of_one_that_stays_closed_went_on_as,
)
CONVERSION_OPEN = Guard(
    "CONVERSION_OPEN",
    "The formal case that it was turned into is still open.",
    "诉转案后的正式案件尚未结案。",
    where=_is_turned_into_an_open_one,
)
CONVERTED_ALREADY = Guard(
    "CONVERTED_ALREADY",
    "It was turned into a formal case already, which was neither refused nor withdrawn.",
    "该案件已诉转案，且其正式案件未被不予立案或撤销。",
    where=lambda case: _other(case, "complaint_id", is_kept),
)
APPEALED_ALREADY = Guard(
    "APPEALED_ALREADY",
    "Its unit has appealed already; that is done once.",
    "该案件已申诉过，仅可申诉一次。",
    where=lambda case: exists().where(CaseAppeal.case_id == case.id),
)
NO_APPEAL = Guard(
    "NO_APPEAL",
    "There is no appeal that waits to be judged.",
    "没有待审核的申诉。",
    where=lambda case: (
        ~exists().where(
            CaseAppeal.case_id == case.id,
            func.coalesce(CaseAppeal.first_is_allowed, True),
            CaseAppeal.second_is_allowed.is_(None),
        )
    ),
)
REVIEWED_ALREADY = Guard(
    "REVIEWED_ALREADY",
    "Two people look at an appeal; you were the first.",
    "申诉须由两人分别审核，您已完成初审。",
    where=lambda case: exists().where(
        CaseAppeal.case_id == case.id,
        CaseAppeal.first_is_allowed.is_(True),
        CaseAppeal.second_is_allowed.is_(None),
        CaseAppeal.first_reviewer_id == OFFICER,
    ),
)
NO_URGING = Guard(
    "NO_URGING",
    "There is no urging that waits for an answer.",
    "没有待回复的督办。",
    where=lambda case: ~exists().where(CaseUrging.case_id == case.id, CaseUrging.answered_at.is_(None)),
)
