"""Calls from the files of other hotlines: small ones by hand, and the real ones of Boston and New York where they are."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.app import Composition
from core.imports.mapping import read_mapping
from core.imports.services import ImportReport, run_import, told
from core.places.models import Community, District, Street
from core.policy.role import Role
from core.rules.services import import_rules
from core.testing.fixtures import NOW
from plugins.heating.imports import IMPORTS
from plugins.heating.models import HeatingCall
from tests.shared_data import SHARED, needs

from .conftest import COAST, HILL

MAPPINGS = Path(__file__).parent / "mappings"
BOSTON, OLD_YORK, NEW_YORK = (
    SHARED / name for name in ("boston_heat_2011_2015.csv", "nyc_311_2012.json", "nyc_311_2020_q1_noheader.csv")
)
(CALLS,) = IMPORTS
ADDRESSES = """query($window: DateWindow!, $first: Int!, $after: String) {
  heatingRepeatAddresses(window: $window, first: $first, after: $after) { totalCount
    nodes { address calls seasons firstCalledOn lastCalledOn community { code } } pageInfo { endCursor hasNextPage } } }"""
SMALL = """reference,called_at,community,address,topic
1,2022-12-01 08:00:00,{coast},12  Shore Rd,NOT_WARM
2,2022-12-02 08:00:00,{coast},12 Shore Rd,NOT_WARM
3,2022-12-03T23:30:00+00:00,{coast},12 Shore Rd,LEAK
4,2022-12-03 08:00:00,{hill},,NOT_WARM
5,2022-07-03 08:00:00,{hill},,NOT_WARM
6,2022-12-33 08:00:00,{hill},,NOT_WARM
7,2022-12-03 08:00:00,{hill},,COLD
8,2022-12-03 08:00:00,,,NOT_WARM
9,2022-12-03 08:00:00,370203999999,,NOT_WARM
"""


@pytest.fixture
def take_in(database: Any) -> Any:
    def taken(file: Path, mapping: str | Path | None = None, **more: Any) -> ImportReport:
        read = read_mapping(MAPPINGS / f"{mapping}.toml" if isinstance(mapping, str) else mapping, CALLS)
        return run_import(database, CALLS, file, read, now=NOW, zone=ZoneInfo("Asia/Shanghai"), **more)

    return taken


@pytest.fixture
def small(tmp_path: Path, places: Any) -> Path:
    file = tmp_path / "small.csv"
    file.write_text(SMALL.format(coast=COAST, hill=HILL))
    return file


def words(report: ImportReport) -> list[str]:
    return list(told(report, dry_run=False))


def test_records_become_calls_and_those_that_cannot_be_are_told_by_their_reason(take_in, small, client):
    assert words(take_in(small)) == [
        "9 records read: 4 taken, 0 known before, 5 refused.",
        "  1 × 2022-07-03 lies in no heating season; report what the caller needs as a case. (the first in line 6)",
        "  1 × '2022-12-33 08:00:00' is no moment (the first in line 7)",
        "  1 × 'COLD' is none of NOT_WARM, UNSTABLE, OUTAGE, LEAK, BILLING, SUSPENSION, OTHER (the first in line 8)",
        "  1 × community is missing (the first in line 9)",
        "  1 × There is no community with the code 370203999999. (the first in line 10)",
    ]
    calls = client.data("{ heatingCalls(first: 5) { nodes { address calledAt topic isPlaceKnown season } } }")
    assert calls["heatingCalls"]["nodes"][0] == {
        "address": "12 Shore Rd",
        "calledAt": "2022-12-03T23:30:00Z",
        "topic": "LEAK",
        "isPlaceKnown": True,
        "season": "2022-2023",
    }


def test_an_address_in_a_community_that_nobody_knows_says_nothing_about_the_default_one(
    take_in, small, tmp_path, client
):
    mapping = tmp_path / "default.toml"
    mapping.write_text(
        "[columns]\n"
        + "".join(f'{name} = "{name}"\n' for name in ("reference", "called_at", "community", "address", "topic"))
        + f'[words.community]\n"{HILL}" = "{HILL}"\n[otherwise]\ncommunity = "{COAST}"\n'
    )
    small.write_text("\n".join(SMALL.format(coast="Nowhere", hill=HILL).splitlines()[:5]))
    assert words(take_in(small, mapping))[0] == "4 records read: 4 taken, 0 known before, 0 refused."
    calls = client.data("{ heatingCalls(first: 5) { nodes { address isPlaceKnown community { code } } } }")
    assert [tuple(one.values()) for one in calls["heatingCalls"]["nodes"]] == [
        ("12 Shore Rd", False, {"code": COAST}),
        (None, True, {"code": HILL}),
        ("12 Shore Rd", False, {"code": COAST}),
        ("12 Shore Rd", False, {"code": COAST}),
    ]


def test_a_file_that_comes_again_brings_only_what_is_new(take_in, small):
    take_in(small)
    with small.open("a") as file:
        file.write(f"10,2022-12-04 08:00:00,{COAST},,LEAK\n")
    assert words(take_in(small))[0] == "10 records read: 1 taken, 4 known before, 5 refused."


def test_a_dry_run_tells_the_same_and_writes_nothing(take_in, small, row_counts):
    before = row_counts()
    report = take_in(small, dry_run=True)
    assert row_counts() == before
    assert list(told(report, dry_run=True))[-1] == "Nothing was written: this was a dry run."
    assert words(report) == words(take_in(small))


def test_a_dry_run_knows_the_calls_that_stand_far_above_in_the_file(take_in, small, monkeypatch):
    """It gave back what was taken before it read on, so that a call that stood twice was taken twice."""
    monkeypatch.setattr("core.imports.services.TOGETHER", 2)
    with small.open("a") as file:
        file.write(f"1,2022-12-04 08:00:00,{COAST},,LEAK\n")
    told_first = words(take_in(small, dry_run=True))
    assert told_first[0] == "10 records read: 4 taken, 1 known before, 5 refused."
    assert words(take_in(small)) == told_first


def test_an_address_that_called_three_times_repeats(take_in, small, judged, client, viewer):
    take_in(small)
    window = {"from": "2022-12-01", "to": "2022-12-05"}
    assert judged(ADDRESSES, {"window": window, "first": 5})["heatingRepeatAddresses"]["nodes"] == [
        {
            "address": "12 Shore Rd",
            "calls": 3,
            "seasons": 1,
            "firstCalledOn": "2022-12-01",
            "lastCalledOn": "2022-12-04",
            "community": {"code": COAST},
        }
    ]
    stranger = client.acting(viewer(Role.FIELD_OFFICER, lines=frozenset({"gas"}), district_ids=frozenset({1, 2})))
    assert stranger.data(ADDRESSES, {"window": window, "first": 5})["heatingRepeatAddresses"]["nodes"] == []
    masked = client.acting(viewer(Role.DEMO)).data(ADDRESSES, {"window": window, "first": 5})
    assert [one["address"] for one in masked["heatingRepeatAddresses"]["nodes"]] == ["***"]
    window["to"] = "2022-12-03"
    assert judged(ADDRESSES, {"window": window, "first": 5})["heatingRepeatAddresses"]["totalCount"] == 0


def test_how_many_calls_repeat_is_what_held_on_the_last_day_of_the_window(take_in, small, judged, client, clock):
    take_in(small)
    with clock.back_on("2022-12-05"):
        client.do("setRule", "change { id }", key="heating.repeat_calls", validFrom="2022-12-05", number=4, reason="r")
    for until, number in ("2022-12-05", 1), ("2022-12-06", 0):
        window = {"from": "2022-12-01", "to": until}
        assert judged(ADDRESSES, {"window": window, "first": 5})["heatingRepeatAddresses"]["totalCount"] == number


# ------------------------------------------------------------- real files


def city(database: Any, mapping: str) -> None:
    """A register of the communities that a mapping names."""
    codes = set(tomllib.loads((MAPPINGS / f"{mapping}.toml").read_text())["words"]["community"].values())
    with database.writing() as session:
        district = District(code=min(codes)[:6], name=mapping)
        street = Street(code=min(codes)[:9], name=mapping, district=district)
        session.add_all(
            Community(code=code, name=f"{mapping} {code}", households=10_000, street=street, district=district)
            for code in sorted(codes)
        )


@pytest.fixture
def american_winter(database: Any, composition: Composition, tmp_path: Path) -> None:
    """Heat must be on from the middle of September to the middle of June in Boston."""
    file = tmp_path / "rules.csv"
    file.write_text(
        "key,valid_from,value,reason\n"
        "heating.season_first_day,2000-01-01,09-15,Boston's code\n"
        "heating.season_last_day,2000-01-01,06-15,Boston's code\n"
    )
    with database.writing() as session:
        assert import_rules(session, composition.plugins.rules, file, NOW, NOW.date()).added == 2


@needs(BOSTON)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_addresses_that_boston_knows_come_out_on_top_and_the_default_point_does_not(
    database, american_winter, take_in, client
):
    city(database, "boston")
    report = take_in(BOSTON, "boston")
    assert words(report)[0] == "4,758 records read: 4,723 taken, 0 known before, 35 refused."
    assert all("lies in no heating season" in reason for reason in report.refused)
    window = {"from": "2011-07-01", "to": "2015-07-01"}
    found = client.data(ADDRESSES, {"window": window, "first": 100})["heatingRepeatAddresses"]
    assert [(one["address"], one["calls"]) for one in found["nodes"][:5]] == [
        ("101 Waldeck St", 32),
        ("430 River St", 31),
        ("1435 Commonwealth Ave", 23),
        ("16 Charlotte St", 21),
        ("237 Walnut Ave", 20),
    ]
    assert "NA" not in {one["address"] for one in found["nodes"]}
    with database.reading() as session:
        unknown = select(func.count()).select_from(HeatingCall).where(~HeatingCall.is_place_known)
        assert session.scalar(unknown) == 88  # one of 33 was in July; 56 more have an address, and no neighbourhood
    spots = client.data('{ heatingHotspots(season: "2014-2015", first: 20) { nodes { community { code } calls } } }')
    downtown = {one["community"]["code"]: one["calls"] for one in spots["heatingHotspots"]["nodes"]}["025000001006"]
    assert downtown < 45  # what was really called from there, in all four winters
    assert words(take_in(BOSTON, "boston"))[0] == "4,758 records read: 0 taken, 4,723 known before, 35 refused."


@needs(OLD_YORK)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_new_york_s_complaints_of_2012_come_in_from_json(database, take_in, client):
    city(database, "new_york_2012")
    assert words(take_in(OLD_YORK, "new_york_2012")) == ["137 records read: 137 taken, 0 known before, 0 refused."]
    found = client.data(ADDRESSES, {"window": {"from": "2012-11-01", "to": "2012-12-01"}, "first": 5})
    nodes = found["heatingRepeatAddresses"]["nodes"]
    assert [(one["address"], one["calls"]) for one in nodes] == [("62 WEST TREMONT AVENUE", 3)]


@needs(NEW_YORK)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_rows_that_somebody_shifted_are_calls_whose_place_nobody_knows(database, take_in):
    city(database, "new_york_2020")
    report = take_in(NEW_YORK, "new_york_2020")
    assert words(report) == ["2,066 records read: 2,066 taken, 0 known before, 0 refused."]
    with database.reading() as session:
        known = select(HeatingCall.is_place_known, func.count()).group_by(HeatingCall.is_place_known)
        assert dict(session.execute(known).all()) == {True: 1_103, False: 963}
