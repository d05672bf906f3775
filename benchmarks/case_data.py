"""Cases by the hundred thousand, made by SQL from row numbers: 95 of 100 closed, the others in every status."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

NOW = "timestamptz '2023-09-08 02:00:00+00'"
# of 1000 cases: so many in each status; the rest is closed
OPEN = {"REPORTED": 6, "FILED": 5, "DISPATCHED": 9, "IN_PROGRESS": 18, "SUSPENDED": 4, "HANDLED": 6, "CHECKING": 2}


def load_cases(session: Session, cases: int, communities: int, categories: dict[str, list[str]]) -> None:
    """Into an empty PostgreSQL database that has its communities, units and officers."""
    lines = sorted(categories)
    line = _chosen(lines, "i")
    category = (
        "CASE line " + " ".join(f"WHEN '{key}' THEN {_chosen(categories[key], 'i / 7')}" for key in lines) + " END"
    )
    session.execute(
        text(f"""
INSERT INTO "case" (id, version, number, line, category_code, community_id, district_id, title, source, priority, status,
  outcome, resolution_mode, assignee_unit_id, assignee_id, standard_id, reported_at, reported_on, filed_at, dispatched_at,
  deadline, deadline_on, due_at, due_soon_at, paused_at, paused_until, unit_confirmed_at, closed_at, closed_on, is_exempt, is_late)
SELECT i, 1, 'N' || i, line, {category}, 1 + i * 7 % {communities}, 1 + (1 + i * 7 % {communities}) % 10,
  '问题' || i || ' 楼道堆物影响通行', {_chosen(["VISIT", "HOTLINE_12345", "PATROL", "ONLINE"], "i / 3")},
  {_chosen(["P3", "P3", "P3", "P2", "P1"], "i / 11")}, status,
  CASE WHEN status = 'CLOSED' THEN 'RESOLVED' END, 'DISPATCHED', 1 + i % 20, 1 + i % 20, NULL, reported,
  reported::date, reported + interval '10 minutes', reported + interval '20 minutes',
  deadline, deadline::date, CASE WHEN runs OR status = 'SUSPENDED' THEN deadline END,
  CASE WHEN runs OR status = 'SUSPENDED' THEN deadline - interval '1 day' END,
  CASE WHEN status = 'SUSPENDED' THEN {NOW} - interval '1 day' END,
  CASE WHEN status = 'SUSPENDED' THEN {NOW} + interval '9 days' END,
  CASE WHEN status IN ('HANDLED', 'CHECKING', 'CLOSED') THEN deadline - (i % 100 - 6) * interval '1 hour' END,
  CASE WHEN status = 'CLOSED' THEN deadline + interval '1 day' END, CASE WHEN status = 'CLOSED' THEN (deadline + interval '1 day')::date END,
  status = 'CLOSED' AND i % 100 < 6 AND i % 7 = 0,
  CASE WHEN status IN ('HANDLED', 'CHECKING', 'CLOSED') THEN i % 100 < 6 END
FROM (
  SELECT i, {line} AS line, status, status IN ('DISPATCHED', 'IN_PROGRESS') AS runs, reported,
    CASE WHEN status = 'SUSPENDED' THEN {NOW} + interval '10 days' ELSE reported + (1 + i % 9) * interval '1 day' END AS deadline
  FROM (
    SELECT i, status, CASE WHEN status = 'CLOSED' THEN {NOW} - (30 + i * 13 % 1000) * interval '1 day' - i % 600 * interval '1 minute'
      ELSE {NOW} - (i * 13 % 12) * interval '1 day' - i % 600 * interval '1 minute' END AS reported
    FROM (SELECT i, {_status("i * 617 % 1000")} AS status FROM generate_series(1, {cases}) AS s(i)) AS one
  ) AS two
) AS three
""")
    )
    session.execute(
        text(
            f"""INSERT INTO case_event (id, case_id, at, action, actor_id, to_status, reason)
SELECT i, 1 + i % {cases}, {NOW} - i % 900 * interval '1 day', {_chosen(["REPORT", "FILE", "DISPATCH"], "i")}, 1 + i % 20, 'FILED', '备注' || i
FROM generate_series(1, {3 * cases}) AS s(i)"""
        )
    )


def _chosen(words: list[str], number: str) -> str:
    arms = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
    return f"CASE ({number}) % {len(words)} {arms} END"


def _status(number: str) -> str:
    arms, below = [], 0
    for status, share in OPEN.items():
        below += share
        arms.append(f"WHEN {number} < {below} THEN '{status}'")
    return f"CASE {' '.join(arms)} ELSE 'CLOSED' END"
