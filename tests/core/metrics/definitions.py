"""Each metric a second time, in SQL that was written by hand: numerator and denominator of a window.

`:since` is its first day, `:until` the day after its last.
"""

from __future__ import annotations

DONE = "FROM visit v WHERE v.status = 'DONE' AND v.visited_on >= :since AND v.visited_on < :until"
ENTERED = (
    "SELECT count(DISTINCT h.household_id) FROM household_visit h, visit v WHERE v.id = h.visit_id AND h.is_entered "
    "AND v.status = 'DONE' AND v.visited_on >= :since AND v.visited_on < :until"
)
REPORTED = 'FROM "case" WHERE reported_on >= :since AND reported_on < :until'
SINGLE = "coalesce(outcome, '') <> 'DUPLICATE'"
FOUND = f"{REPORTED} AND source = 'VISIT' AND coalesce(parent_id, complaint_id) IS NULL AND {SINGLE}"
CLOSED = "FROM \"case\" WHERE status = 'CLOSED' AND outcome = 'RESOLVED' AND closed_on >= :since AND closed_on < :until"
HARD = 'FROM hard_case h, "case" c WHERE c.id = h.case_id AND h.accepted_on >= :since AND h.accepted_on < :until'
SOLVED = "c.status = 'CLOSED' AND c.outcome = 'RESOLVED'"
STANDBY = "p.starts_on >= :since AND p.starts_on < :until"
OF_CASE = (
    """EXISTS (SELECT 1 FROM "case" c WHERE c.id = case_id AND c.status NOT IN ('REJECTED', 'CANCELLED') """
    "AND coalesce(c.outcome, 'RESOLVED') = 'RESOLVED')"
)
VIOLATION = f"FROM enforcement_violation WHERE first_seen_on >= :since AND first_seen_on < :until AND {OF_CASE}"
INSPECTED = (
    "SELECT count(DISTINCT i.household_id) FROM gas_inspection i, visit v WHERE v.id = i.visit_id "
    "AND v.status = 'DONE' AND i.inspected_on >= :since AND i.inspected_on < :until"
)
HAZARD = "FROM gas_hazard WHERE found_on >= :since AND found_on < :until"
READING = "FROM heating_reading WHERE is_valid AND taken_on >= :since AND taken_on < :until"
REMEDIED = "FROM heating_remediation WHERE opened_on >= :since AND opened_on < :until"
GAINED = (
    "FROM heating_remediation r, heating_reading a, heating_reading b WHERE a.id = r.after_id AND b.id = r.before_id "
    "AND r.proven_on >= :since AND r.proven_on < :until"
)
CLEANED = (
    "FROM sanitation_five_clean_task t, visit v WHERE v.id = t.visit_id AND v.status = 'DONE' "
    "AND t.cleaned_on >= :since AND t.cleaned_on < :until"
)
TOILET = (
    "SELECT count(*) FROM facility WHERE kind = 'PUBLIC_TOILET' AND closed_on IS NULL "
    "AND opened_on >= :since AND opened_on < :until AND "
)
AGAIN = (
    'SELECT 1 FROM "case" l WHERE l.id <> "case".id AND l.category_code = "case".category_code '
    'AND l.community_id = "case".community_id '
    'AND (l.place = "case".place OR l.household_id = "case".household_id) '
    "AND l.status NOT IN ('REJECTED', 'CANCELLED') AND coalesce(l.outcome, 'RESOLVED') = 'RESOLVED' "
    'AND l.reported_at > "case".closed_at '
    'AND julianday(l.reported_at) <= julianday("case".closed_at) + 30'
)
"""The demo has no photos of ordinary cases, so that places and households are all that can be the same."""
LEFT = "coalesce(resolution_mode, '') <> 'ON_SITE'"
STANDS = "status <> 'REJECTED' AND status <> 'CANCELLED'"
TO_HANDLE = f"{STANDS} AND {LEFT} AND {SINGLE} AND dispatched_on IS NOT NULL"
DUE = f'FROM "case" WHERE {TO_HANDLE} AND deadline_on >= :since AND deadline_on < :until'
HANDLED = f'FROM "case" WHERE {TO_HANDLE} AND handled_on >= :since AND handled_on < :until'
DISPATCHED = f'FROM "case" WHERE {STANDS} AND dispatched_on >= :since AND dispatched_on < :until'
TAGGED = "EXISTS (SELECT 1 FROM household_tag t WHERE t.household_id = gas_user.household_id)"
HOLDS = "last_inspected_on < :until AND due_on >= :until"

SQL: dict[str, tuple[str, str | None]] = {
    "core.visits": (f"SELECT count(*) {DONE}", None),
    "core.communities_reached": (f"SELECT count(DISTINCT community_id) {DONE}", None),
    "core.coverage_rate": (
        f"SELECT count(DISTINCT community_id) {DONE} AND community_id IN (SELECT id FROM community WHERE is_active)",
        "SELECT count(*) FROM community WHERE is_active",
    ),
    "core.person_times": (f"SELECT sum(staff) + sum(residents) + sum(volunteers) {DONE}", None),
    "core.staff_person_times": (f"SELECT sum(staff) {DONE}", None),
    "core.resident_person_times": (f"SELECT sum(residents) {DONE}", None),
    "core.volunteer_person_times": (f"SELECT sum(volunteers) {DONE}", None),
    "core.problems_solved_on_site": (f"SELECT count(*) {CLOSED} AND resolution_mode = 'ON_SITE'", None),
    "core.on_site_rate": (
        f"SELECT count(*) {FOUND} AND status = 'CLOSED' AND outcome = 'RESOLVED' AND resolution_mode = 'ON_SITE'",
        f"SELECT count(*) {FOUND}",
    ),
    "core.materials_distributed": (
        "SELECT sum(m.count) FROM visit_material m, visit v WHERE v.id = m.visit_id AND v.status = 'DONE' "
        "AND v.visited_on >= :since AND v.visited_on < :until",
        None,
    ),
    "core.households_served": (ENTERED, None),
    "core.cases_reported": (f"SELECT count(*) {REPORTED}", None),
    "core.cases_resolved": (f"SELECT count(*) {CLOSED}", None),
    "core.cases_open": (
        "SELECT count(*) FROM \"case\" WHERE reported_on < :until AND status NOT IN ('REJECTED', 'CANCELLED') "
        "AND (closed_on IS NULL OR closed_on >= :until)",
        None,
    ),
    "core.hard_cases_taken": (f"SELECT count(*) {HARD}", None),
    "core.filing_rate": (
        f"SELECT count(filed_on) {REPORTED} AND {LEFT} AND {SINGLE}",
        f"SELECT count(*) {REPORTED} AND {LEFT} AND {SINGLE}",
    ),
    "core.cases_due": (f"SELECT count(*) {DUE}", None),
    "core.handling_rate": (f"SELECT count(handled_on) {DUE}", f"SELECT count(*) {DUE}"),
    "core.on_time_handling_rate": (
        f"SELECT count(*) {DUE} AND handled_on IS NOT NULL AND (unit_confirmed_at <= deadline OR is_exempt)",
        f"SELECT count(*) {DUE}",
    ),
    "core.overdue_pending_rate": (
        f"SELECT count(*) {DUE} AND handled_on IS NULL AND status <> 'CLOSED' AND NOT is_exempt "
        "AND (paused_at IS NULL OR paused_until IS NOT NULL)",
        f"SELECT count(*) {DUE}",
    ),
    "core.extension_rate": (f"SELECT count(*) {DUE} AND extension_count >= 1", f"SELECT count(*) {DUE}"),
    "core.return_rate": (f"SELECT count(*) {DISPATCHED} AND return_count >= 1", f"SELECT count(*) {DISPATCHED}"),
    "core.closure_rate": (
        f"SELECT count(*) {HANDLED} AND status = 'CLOSED' AND outcome = 'RESOLVED'",
        f"SELECT count(*) {HANDLED}",
    ),
    "core.on_time_closure_rate": (
        f"SELECT count(*) {HANDLED} AND status = 'CLOSED' AND outcome = 'RESOLVED' "
        "AND (is_exempt OR closed_at <= case_deadline)",
        f"SELECT count(*) {HANDLED}",
    ),
    "core.rework_rate": (f"SELECT count(*) {HANDLED} AND rework_count >= 1", f"SELECT count(*) {HANDLED}"),
    "core.reopen_rate": (
        f"SELECT count(*) {REPORTED} AND {LEFT} AND reopen_count >= 1",
        f"SELECT count(*) {REPORTED} AND {LEFT} AND (closed_on IS NOT NULL AND outcome <> 'DUPLICATE' OR reopen_count >= 1)",
    ),
    "core.false_closure_rate": (
        f"SELECT count(*) {CLOSED} AND EXISTS ({AGAIN})",
        f"SELECT count(*) {CLOSED}",
    ),
    "core.satisfaction_rate": (
        'SELECT count(*) FROM "case" WHERE is_satisfied AND answered_on >= :since AND answered_on < :until',
        'SELECT count(*) FROM "case" WHERE answered_on >= :since AND answered_on < :until',
    ),
    "core.hard_cases_solved": (
        f'SELECT count(*) FROM hard_case h, "case" c WHERE c.id = h.case_id AND {SOLVED} '
        "AND c.closed_on >= :since AND c.closed_on < :until",
        None,
    ),
    "core.hard_case_solve_rate": (f"SELECT count(*) {HARD} AND {SOLVED}", f"SELECT count(*) {HARD}"),
    "core.hard_cases_open": (
        'SELECT count(*) FROM hard_case h, "case" c WHERE c.id = h.case_id AND h.accepted_on < :until '
        f"AND NOT ({SOLVED} AND c.closed_on < :until)",
        None,
    ),
    "core.hard_case_batches": (f"SELECT count(DISTINCT h.batch_id) {HARD}", None),
    "core.convenience_measures": (
        "SELECT count(*) FROM convenience_measure WHERE launched_on >= :since AND launched_on < :until",
        None,
    ),
    "core.convenience_batches": (
        "SELECT count(DISTINCT batch_id) FROM convenience_measure WHERE launched_on >= :since AND launched_on < :until",
        None,
    ),
    "core.emergency_teams": (
        f"SELECT count(*) FROM emergency_team t, special_period p WHERE p.id = t.period_id AND {STANDBY}",
        None,
    ),
    "core.reserve_volume": (
        f"SELECT sum(volume_m3) FROM reserve_stock r, special_period p WHERE p.id = r.period_id AND {STANDBY}",
        None,
    ),
    "enforcement.violations_found": (f"SELECT count(*) {VIOLATION}", None),
    "enforcement.violations_removed": (
        f"SELECT count(*) FROM enforcement_violation WHERE removed_on >= :since AND removed_on < :until AND {OF_CASE}",
        None,
    ),
    "enforcement.corrected_rate": (
        f"SELECT count(*) {VIOLATION} AND removed_on IS NOT NULL",
        f"SELECT count(*) {VIOLATION}",
    ),
    "enforcement.complaints_converted": (
        f"SELECT count(*) FROM enforcement_case_detail WHERE converted_on >= :since AND converted_on < :until AND {OF_CASE}",
        None,
    ),
    "gas.households_connected": (
        "SELECT sum(households) FROM gas_connection_project WHERE vented_on >= :since AND vented_on < :until",
        None,
    ),
    "gas.connection_rate": (
        "SELECT sum(households) FROM gas_connection_project WHERE vented_on < :until",
        "SELECT sum(households) FROM gas_connection_project",
    ),
    "gas.households_inspected": (f"{INSPECTED} AND i.is_entered", None),
    "gas.entry_rate": (f"{INSPECTED} AND i.is_entered", INSPECTED),
    "gas.hazards_found": (f"SELECT count(*) {HAZARD}", None),
    "gas.major_hazards_found": (f"SELECT count(*) {HAZARD} AND grade = 'MAJOR'", None),
    "gas.rectification_rate": (
        f"SELECT count(*) {HAZARD} AND rectified_on IS NOT NULL AND rechecked_on IS NOT NULL",
        f"SELECT count(*) {HAZARD}",
    ),
    "gas.on_time_rectification_rate": (
        f"SELECT count(*) {HAZARD} AND rectified_on <= due_on AND rechecked_on IS NOT NULL",
        f"SELECT count(*) {HAZARD} AND due_on IS NOT NULL",
    ),
    "gas.major_open": (
        "SELECT count(*) FROM gas_hazard WHERE grade = 'MAJOR' AND found_on < :until "
        "AND (rechecked_on IS NULL OR rechecked_on >= :until)",
        None,
    ),
    "gas.inspections_due": ("SELECT count(*) FROM gas_user WHERE due_on >= :since AND due_on < :until", None),
    "gas.overdue_users": ("SELECT count(*) FROM gas_user WHERE due_on < :until", None),
    "gas.due_coverage": (
        f"SELECT count(*) FROM gas_user WHERE {HOLDS}",
        "SELECT count(*) FROM gas_user WHERE registered_on < :until",
    ),
    "gas.priority_coverage": (
        f"SELECT count(*) FROM gas_user WHERE {HOLDS} AND {TAGGED}",
        f"SELECT count(*) FROM gas_user WHERE registered_on < :until AND {TAGGED}",
    ),
    "heating.calls": ("SELECT count(*) FROM heating_call WHERE called_on >= :since AND called_on < :until", None),
    "heating.calls_per_thousand": (
        "SELECT count(*) FROM heating_call WHERE is_place_known AND called_on >= :since AND called_on < :until",
        "SELECT sum(households) FROM community",
    ),
    "heating.readings_taken": (
        "SELECT count(*) FROM heating_reading WHERE taken_on >= :since AND taken_on < :until",
        None,
    ),
    "heating.compliance_rate": (f"SELECT count(*) {READING} AND celsius >= 18", f"SELECT count(*) {READING}"),
    "heating.average_temperature": (f"SELECT sum(celsius) {READING}", f"SELECT count(*) {READING}"),
    "heating.households_taken_on": (f"SELECT count(DISTINCT household_id) {REMEDIED}", None),
    "heating.households_remediated": (
        "SELECT count(DISTINCT household_id) FROM heating_remediation WHERE proven_on >= :since AND proven_on < :until",
        None,
    ),
    "heating.remediation_rate": (
        f"SELECT count(DISTINCT household_id) {REMEDIED} AND proven_on IS NOT NULL",
        f"SELECT count(DISTINCT household_id) {REMEDIED}",
    ),
    "heating.temperature_gain": (f"SELECT sum(a.celsius - b.celsius) {GAINED}", f"SELECT count(*) {GAINED}"),
    "sanitation.five_clean_found": (f"SELECT sum(found) {CLEANED}", None),
    "sanitation.five_clean_cleared": (f"SELECT sum(cleared) {CLEANED}", None),
    "sanitation.clear_rate": (f"SELECT sum(cleared) {CLEANED}", f"SELECT sum(found) {CLEANED}"),
    "sanitation.sorting_talk_households": (
        "SELECT sum(r.sorting_talk_households) FROM sanitation_visit_report r, visit v WHERE v.id = r.visit_id "
        "AND v.status = 'DONE' AND v.visited_on >= :since AND v.visited_on < :until",
        None,
    ),
    "sanitation.toilets_social_unit": (f"{TOILET} is_social_unit", None),
    "sanitation.toilets_all_day": (f"{TOILET} is_open_all_day", None),
    "sanitation.toilets_third_restroom": (f"{TOILET} has_third_restroom", None),
}
"""Of the percentiles the times themselves are looked at: see the test."""
