"""The demo adds the line's part, and adds up."""

from __future__ import annotations


def test_the_demo_has_visits_checks_and_cases_of_the_line(demo_client):
    found = demo_client.data(
        """{ visits(first: 1, filter: { lines: ["water"] }) { totalCount }
          checks: waterChecks(first: 1) { totalCount }
          faults: waterChecks(first: 1, filter: { findings: [WORN, BROKEN] }) { totalCount }
          cases(first: 1, filter: { lines: ["water"] }) { totalCount } }"""
    )
    assert found["cases"]["totalCount"] == 1_140
    assert found["checks"]["totalCount"] > found["visits"]["totalCount"] > found["faults"]["totalCount"] > 0
