"""The contract's mutation: a phone in the field sends one visit."""

from __future__ import annotations

import pytest

from core.places.models import Community, District, Street
from tests.contract.contract import DOCUMENTS

RECORD = DOCUMENTS["03_record_visit"]


@pytest.fixture
def community(database) -> None:
    """The community of the document."""
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="合肥路街道", district=district)
        session.add(Community(code="370203029014", name="海岸路社区", street=street, district=district))


def test_the_visit_is_recorded_and_sent_again_changes_nothing(client, community, row_counts):
    first = client(RECORD.text, RECORD.variables)
    written = row_counts()

    assert "errors" not in first
    recorded = first["data"]["recordSanitationVisit"]
    assert recorded["userErrors"] == []
    assert recorded["visit"]["personTimes"]["total"] == 25
    assert [case["status"] for case in recorded["visit"]["cases"]] == ["REPORTED"]
    assert client(RECORD.text, RECORD.variables) == first
    assert row_counts() == written


def test_it_counts_in_the_overview_at_once(client, community):
    client.data(RECORD.text, RECORD.variables)

    window = {"from": "2023-09-05", "to": "2023-09-06"}
    found = client.data(DOCUMENTS["01_headline"].text, {"window": window})["overview"]
    assert found["communitiesReached"] == 1
    assert found["personTimes"] == {"total": 25, "staff": 6, "residents": 14, "volunteers": 5}
    assert found["materialsDistributed"] == 120
