"""Core's own figures: what every line has in common."""

from __future__ import annotations

from typing import Any

from core.cases.metrics import RESOLVED
from core.cases.models import Case, CaseOutcome, CaseSource, CaseStatus, ResolutionMode
from core.cases.same import is_duplicate
from core.conveniences.models import ConvenienceMeasure
from core.hard_cases.models import HardCase
from core.households.models import HouseholdVisit
from core.metrics.metric import Metric, count, distinct, histogram, total, until_end
from core.metrics.sql import MinutesBetween
from core.places.models import Community
from core.standby.models import EmergencyTeam, ReserveStock
from core.visits.models import Visit, VisitMaterial, VisitStatus


def _done(visit: Any, _place: Any) -> Any:
    return visit.status == VisitStatus.DONE


def _of_done_visit(_row: Any, visit: Any) -> Any:
    return visit.status == VisitStatus.DONE


def _solved_on_site(case: Any, _place: Any) -> Any:
    return (case.resolution_mode == ResolutionMode.ON_SITE) & (case.outcome == CaseOutcome.RESOLVED)


def _found_on_visit(case: Any, _place: Any) -> Any:
    """Parts, and formal cases of complaints, say where the case came from that they were made of: nobody found them. What
    is the same as another was found with that one.
    """
    is_new = case.parent_id.is_(None) & case.complaint_id.is_(None) & ~is_duplicate(case)
    return (case.source == CaseSource.VISIT) & is_new


def _found_and_solved(case: Any, place: Any) -> Any:
    return _found_on_visit(case, place) & _solved_on_site(case, place)


def _entered(knock: Any, visit: Any) -> Any:
    return knock.is_entered & (visit.status == VisitStatus.DONE)


def _solved(_hard: Any, case: Any) -> Any:
    return (case.status == CaseStatus.CLOSED) & (case.outcome == CaseOutcome.RESOLVED)


def _resolved(case: Any, _place: Any) -> Any:
    return (case.status == CaseStatus.CLOSED) & (case.outcome == CaseOutcome.RESOLVED)


def _handled(case: Any, place: Any) -> Any:
    return _resolved(case, place) & (case.resolution_mode != ResolutionMode.ON_SITE)


def _accepted(case: Any, _place: Any) -> Any:
    return (case.status != CaseStatus.REJECTED) & (case.status != CaseStatus.CANCELLED)


def _ended(case: Any, _place: Any) -> Any:
    return case.status == CaseStatus.CLOSED


def _active(community: Any, _place: Any) -> Any:
    return community.is_active


VISITS = count(Visit, "visited_on", where=_done)
COMMUNITIES = distinct(Visit, "community_id", "visited_on", where=_done)
COVERED = distinct(Visit, "community_id", "visited_on", where=_done, is_of_register=True)
STAFF = total(Visit, "staff", "visited_on", where=_done)
RESIDENTS = total(Visit, "residents", "visited_on", where=_done)
VOLUNTEERS = total(Visit, "volunteers", "visited_on", where=_done)
PERSON_TIMES = total(Visit, "total", "visited_on", where=_done)
ON_SITE = count(Case, "closed_on", where=_solved_on_site, visit="resolution_visit_id")
FOUND = count(Case, "reported_on", where=_found_on_visit)
SOLVED_OF_FOUND = count(Case, "reported_on", where=_found_and_solved)
MATERIALS = total(VisitMaterial, "count", "visited_on", via="visit", where=_of_done_visit)
HOUSEHOLDS = distinct(HouseholdVisit, "household_id", "visited_on", via="visit", at="household", where=_entered)
HARD_TAKEN = count(HardCase, "accepted_on", via="case")
HARD_SOLVED = count(HardCase, "closed_on", via="case", where=_solved)
HARD_BATCHES = distinct(HardCase, "batch_id", "accepted_on", via="case")
HARD_SOLVED_OF_TAKEN = count(HardCase, "accepted_on", via="case", where=_solved)
REPORTED = count(Case, "reported_on")
ACCEPTED = count(Case, "reported_on", where=_accepted)
ENDED = count(Case, "closed_on", where=_ended)
TIME_TO_CLOSE = histogram(
    Case,
    lambda case, _place: MinutesBetween(case.reported_at, case.closed_at),
    "closed_on",
    steps=((120, 5), (1_440, 15), (20_160, 60), (0, 360)),
    where=_handled,
)
ACTIVE_COMMUNITIES = count(Community, None, where=_active)
LAUNCHED = count(ConvenienceMeasure, "launched_on")
LAUNCHED_BATCHES = distinct(ConvenienceMeasure, "batch_id", "launched_on")
TEAMS = count(EmergencyTeam, "starts_on", via="period")
RESERVES = total(ReserveStock, "volume_m3", "starts_on", via="period")

METRICS = [
    Metric(
        "core.visits",
        "Visits made",
        "进社区次数",
        "visits",
        "Visits that were made, on the day of the visit. One line at one community on one day is one visit.",
        "count(visits DONE)",
        VISITS,
    ),
    Metric(
        "core.communities_reached",
        "Communities reached",
        "覆盖社区数",
        "communities",
        "Different communities with at least one visit made. Groups overlap: never add them up.",
        "count(distinct community of visits DONE)",
        COMMUNITIES,
    ),
    Metric(
        "core.coverage_rate",
        "Coverage of communities",
        "社区覆盖率",
        "ratio",
        "Of the communities in the register today, the share that was reached in the window. One that has left the register "
        "counts neither as reached nor as to be reached, also for windows that lie back.",
        "communities reached that are in the register today / communities in the register today",
        COVERED,
        ACTIVE_COMMUNITIES,
    ),
    Metric(
        "core.person_times",
        "Person-times",
        "参与人次",
        "person-times",
        "Staff, residents and volunteers on visits made. Whoever comes twice counts twice: not a number of people.",
        "sum(staff + residents + volunteers of visits DONE)",
        PERSON_TIMES,
    ),
    Metric(
        "core.staff_person_times",
        "Person-times of staff",
        "干部职工人次",
        "person-times",
        "Staff of the bureau and its companies on visits made. Whoever comes twice counts twice.",
        "sum(staff of visits DONE)",
        STAFF,
    ),
    Metric(
        "core.resident_person_times",
        "Person-times of residents",
        "社区群众人次",
        "person-times",
        "Residents of the communities on visits made. Whoever comes twice counts twice.",
        "sum(residents of visits DONE)",
        RESIDENTS,
    ),
    Metric(
        "core.volunteer_person_times",
        "Person-times of volunteers",
        "志愿者人次",
        "person-times",
        "Volunteers who came to help on visits made. Whoever comes twice counts twice.",
        "sum(volunteers of visits DONE)",
        VOLUNTEERS,
    ),
    Metric(
        "core.problems_solved_on_site",
        "Problems solved on site",
        "现场解决问题数",
        "problems",
        "Problems solved during a visit, on the day they were. Not the same as cases closed after handling.",
        "count(cases CLOSED, ON_SITE, RESOLVED by closing day)",
        ON_SITE,
    ),
    Metric(
        "core.on_site_rate",
        "Share solved on site",
        "现场解决率",
        "ratio",
        "Of the problems that visits found, by the day they were found, the share that was solved on site. The parts that "
        "one was parted into, the formal case that it became, and what proved to be the same as another are no problems "
        "more.",
        "cases with source VISIT that were solved on site / cases with source VISIT, parts, formal cases of complaints and "
        "duplicates aside, both by reporting day",
        SOLVED_OF_FOUND,
        FOUND,
    ),
    Metric(
        "core.materials_distributed",
        "Materials handed out",
        "发放材料份数",
        "pieces",
        "Pieces of printed matter handed out on visits made.",
        "sum(count of materials of visits DONE)",
        MATERIALS,
    ),
    Metric(
        "core.households_served",
        "Households served",
        "入户服务户数",
        "households",
        "Different households that were entered on a visit. A door that stayed closed does not count.",
        "count(distinct household entered on visits DONE)",
        HOUSEHOLDS,
    ),
    Metric(
        "core.cases_reported",
        "Cases reported",
        "上报案件数",
        "cases",
        "Cases of every source, by the day they were reported, those refused or merged later too.",
        "count(cases by reporting day)",
        REPORTED,
    ),
    Metric(
        "core.cases_resolved",
        "Cases resolved",
        "解决案件数",
        "cases",
        "Cases closed because the problem is gone, on site or by handling, by closing day.",
        "count(cases CLOSED, RESOLVED by closing day)",
        RESOLVED,
    ),
    Metric(
        "core.cases_open",
        "Cases open",
        "未结案件数",
        "cases",
        "Cases reported before the window ends and not closed by then. Refused and withdrawn ones never count.",
        "cases reported, not refused or withdrawn, less cases closed, both before the end of the window",
        until_end(ACCEPTED) - until_end(ENDED),
    ),
    Metric(
        "core.median_hours_to_close",
        "Median hours to close a case",
        "结案用时中位数",
        "hours",
        "Half of the cases resolved by handling took no longer from report to closing, nights and pauses included, "
        "by closing day.",
        "median(closing - reporting of cases CLOSED, RESOLVED, not ON_SITE)",
        TIME_TO_CLOSE,
        times=1 / 60,
        percentile=0.5,
    ),
    Metric(
        "core.p90_hours_to_close",
        "Hours to close nine of ten cases",
        "结案用时九成分位",
        "hours",
        "Nine of ten cases resolved by handling took no longer from report to closing, nights and pauses included, "
        "by closing day.",
        "90th percentile(closing - reporting of cases CLOSED, RESOLVED, not ON_SITE)",
        TIME_TO_CLOSE,
        times=1 / 60,
        percentile=0.9,
    ),
    Metric(
        "core.hard_cases_taken",
        "Hard cases taken on",
        "难题受理数",
        "cases",
        "Hard cases that the bureau's leaders took on, by the day of acceptance.",
        "count(hard cases by acceptance day)",
        HARD_TAKEN,
    ),
    Metric(
        "core.hard_cases_solved",
        "Hard cases solved",
        "难题解决数",
        "cases",
        "Hard cases closed as RESOLVED, by closing day.",
        "count(hard cases CLOSED, RESOLVED by closing day)",
        HARD_SOLVED,
    ),
    Metric(
        "core.hard_case_solve_rate",
        "Share of hard cases solved",
        "难题解决率",
        "ratio",
        "Of the hard cases taken on in the window, the share that is closed as RESOLVED by now.",
        "hard cases CLOSED, RESOLVED / hard cases, both by acceptance day",
        HARD_SOLVED_OF_TAKEN,
        HARD_TAKEN,
    ),
    Metric(
        "core.hard_cases_open",
        "Hard cases open",
        "未解决难题数",
        "cases",
        "Hard cases taken on before the window ends and not solved by then.",
        "hard cases taken on less hard cases solved, both before the end of the window",
        until_end(HARD_TAKEN) - until_end(HARD_SOLVED),
    ),
    Metric(
        "core.hard_case_batches",
        "Batches of hard cases",
        "难题批次",
        "batches",
        "Different batches in which hard cases were taken on, by the day of acceptance.",
        "count(distinct batch of hard cases by acceptance day)",
        HARD_BATCHES,
    ),
    Metric(
        "core.convenience_measures",
        "Convenience measures launched",
        "便民举措项数",
        "measures",
        "Convenience measures, by the day they were launched.",
        "count(convenience measures by launch day)",
        LAUNCHED,
    ),
    Metric(
        "core.convenience_batches",
        "Batches of convenience measures",
        "便民举措批次",
        "batches",
        "Different batches of convenience measures, by the day they were launched.",
        "count(distinct batch of convenience measures by launch day)",
        LAUNCHED_BATCHES,
    ),
    Metric(
        "core.emergency_teams",
        "Emergency teams on standby",
        "应急抢修队伍",
        "teams",
        "Teams on standby in special periods that begin in the window. They count for that period only.",
        "count(emergency teams of special periods by first day)",
        TEAMS,
    ),
    Metric(
        "core.reserve_volume",
        "Reserves held",
        "应急储备量",
        "m³",
        "Volume held in reserve in special periods that begin in the window.",
        "sum(volume of reserves of special periods by first day)",
        RESERVES,
    ),
]
