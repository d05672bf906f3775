"""Importing one edition of the register over another: what becomes of each community."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.cases.models import Case, CasePriority, CaseSource, CaseStatus
from core.database import Database
from core.errors import DomainError
from core.facilities.models import Facility, FacilityKind
from core.lines.models import CaseCategory
from core.places.models import Community, CommunityKind, District, Street
from core.places.register import import_register
from core.places.register_report import SHOWN, Outcome, PlaceChange
from core.visits.models import Visit, VisitStatus
from tests.core.places.editions import EARLIER, HEADER, TODAY, community, counts, imported, register, row, write

OLD = {
    "370202001001": "云霄路社区居委会",
    "370202001002": "上庄村委会",
    "370202001003": "大窑沟社区",
    "370202002001": "金门路社区",
    "370203001001": "台东社区",
}


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    """Holds the edition of 2020."""
    imported(database, tmp_path, OLD, edition="2020", today=EARLIER)
    return database


def test_the_first_edition_is_all_new(database: Database, tmp_path: Path) -> None:
    report = imported(database, tmp_path, OLD, edition="2020")
    assert counts(report.communities) == {Outcome.NEW: 5}
    assert counts(report.streets) == {Outcome.NEW: 3}
    assert counts(report.districts) == {Outcome.NEW: 2}
    assert report.communities.changes[Outcome.NEW][0] == PlaceChange("370202001001", "云霄路社区居委会")
    assert register(database) == OLD
    with database.reading() as session:
        one = session.scalars(select(Community).where(Community.code == "370203001001")).one()
        assert (one.street.name, one.district.name, one.edition) == ("001街道", "03区", "2020")
        assert (one.kind, one.households, one.former_code, one.retired_on) == (None, None, None, None)
        assert one.street.district == one.district


def test_the_same_file_again_changes_nothing_and_says_so(filled: Database, tmp_path: Path) -> None:
    report = imported(filled, tmp_path, OLD, edition="2020")
    assert counts(report.communities) == {Outcome.KEPT: 5}
    assert (report.rows, report.corrected, report.editions) == (5, 0, 0)
    assert not report.has_changes
    assert register(filled) == OLD


def test_the_same_names_in_another_edition_change_the_edition_only(filled: Database, tmp_path: Path) -> None:
    report = imported(filled, tmp_path, OLD, edition="2023")
    assert counts(report.communities) == {Outcome.KEPT: 5}
    assert (report.editions, report.has_changes) == (5, True)
    assert community(filled, "台东社区").edition == "2023"


def test_without_an_edition_the_former_one_stays(filled: Database, tmp_path: Path) -> None:
    report = imported(filled, tmp_path, OLD | {"370202001001": "云霄路社区"}, edition=None)
    assert report.editions == 0
    assert community(filled, "台东社区").edition == "2020"
    assert community(filled, "云霄路社区").edition == "2020"


def test_a_related_name_on_the_same_code_is_a_rename(filled: Database, tmp_path: Path) -> None:
    before = community(filled, "云霄路社区居委会")
    report = imported(filled, tmp_path, OLD | {"370202001001": "云霄路社区", "370202002001": "大金门路社区"})
    assert counts(report.communities) == {Outcome.KEPT: 3, Outcome.RENAMED: 2}
    assert report.communities.changes[Outcome.RENAMED] == [
        PlaceChange("370202001001", "云霄路社区", "370202001001", "云霄路社区居委会"),
        PlaceChange("370202002001", "大金门路社区", "370202002001", "金门路社区"),
    ]
    after = community(filled, "云霄路社区")
    assert (after.id, after.edition, after.former_code) == (before.id, "2023", None)


def test_a_community_that_the_edition_lacks_is_retired_and_stays(filled: Database, tmp_path: Path) -> None:
    new = {code: name for code, name in OLD.items() if name != "大窑沟社区"}
    report = imported(filled, tmp_path, new)
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.RETIRED: 1}
    assert report.communities.changes[Outcome.RETIRED][0].name == "大窑沟社区"
    retired = community(filled, "大窑沟社区")
    assert (retired.is_active, retired.retired_on, retired.edition) == (False, TODAY, "2020")
    again = imported(filled, tmp_path, new)
    assert not again.has_changes
    assert community(filled, "大窑沟社区").retired_on == TODAY


def test_an_edition_speaks_only_for_the_cities_whose_rows_it_holds(filled: Database, tmp_path: Path) -> None:
    report = imported(filled, tmp_path, {"371002001001": "戚谷疃社区"})
    assert counts(report.communities) == {Outcome.NEW: 1}
    assert register(filled) == OLD | {"371002001001": "戚谷疃社区"}


def test_a_code_with_an_unrelated_name_belongs_to_another_community(filled: Database, tmp_path: Path) -> None:
    before = community(filled, "上庄村委会")
    report = imported(filled, tmp_path, OLD | {"370202001002": "前湾港西路社区"})
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.REUSED: 1}
    assert report.communities.changes[Outcome.REUSED] == [
        PlaceChange("370202001002", "前湾港西路社区", "370202001002", "上庄村委会")
    ]
    old, new = community(filled, "上庄村委会"), community(filled, "前湾港西路社区")
    assert (old.id, old.code, old.is_active, old.retired_on) == (before.id, "370202001002", False, TODAY)
    assert (new.code, new.is_active, new.former_code) == ("370202001002", True, None)


def test_a_name_that_vanished_here_and_appeared_there_has_moved(filled: Database, tmp_path: Path) -> None:
    before = community(filled, "大窑沟社区")
    moved = {code: name for code, name in OLD.items() if name != "大窑沟社区"} | {"370202003007": "大窑沟社区"}
    report = imported(filled, tmp_path, moved)
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.MOVED: 1}
    assert report.communities.changes[Outcome.MOVED] == [
        PlaceChange("370202003007", "大窑沟社区", "370202001003", "大窑沟社区")
    ]
    with filled.reading() as session:
        after = session.scalars(select(Community).where(Community.name == "大窑沟社区")).one()
        assert (after.id, after.code, after.former_code) == (before.id, "370202003007", "370202001003")
        assert (after.is_active, after.retired_on, after.street.code) == (True, None, "370202003")
    assert not imported(filled, tmp_path, moved).has_changes


def test_a_name_in_another_district_is_another_community(filled: Database, tmp_path: Path) -> None:
    elsewhere = {code: name for code, name in OLD.items() if name != "台东社区"} | {"370202003007": "台东社区"}
    report = imported(filled, tmp_path, elsewhere)
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.RETIRED: 1, Outcome.NEW: 1}


def test_a_name_that_is_not_unique_on_both_sides_has_not_moved(filled: Database, tmp_path: Path) -> None:
    twice = {code: name for code, name in OLD.items() if name != "大窑沟社区"}
    twice |= {"370202003007": "大窑沟社区", "370202003008": "大窑沟社区"}
    report = imported(filled, tmp_path, twice)
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.RETIRED: 1, Outcome.NEW: 2}


def test_codes_that_were_handed_on_move_every_community(filled: Database, tmp_path: Path) -> None:
    """Where names are unrelated, and where they are: 台东 became 台东二 on its code, and lives on at another."""
    ids = {name: community(filled, name).id for name in OLD.values()}
    new = {
        "370202001001": "上庄村委会",
        "370202001002": "大窑沟社区",
        "370202001003": "云霄路社区居委会",
        "370202002001": "金门路社区",
        "370203001001": "台东二社区",
        "370203001002": "台东社区",
    }
    report = imported(filled, tmp_path, new)
    assert counts(report.communities) == {Outcome.KEPT: 1, Outcome.MOVED: 4, Outcome.NEW: 1}
    assert register(filled) == new
    assert {name: community(filled, name).id for name in OLD.values()} == ids


def test_a_community_that_moves_onto_a_code_retires_who_had_it(filled: Database, tmp_path: Path) -> None:
    new = {"370202001001": "大窑沟社区", "370202001002": "上庄村委会", "370202002001": "金门路社区"}
    report = imported(filled, tmp_path, new | {"370203001001": "台东社区"})
    assert counts(report.communities) == {Outcome.KEPT: 3, Outcome.MOVED: 1, Outcome.RETIRED: 1}
    assert not community(filled, "云霄路社区居委会").is_active


def test_a_retired_community_that_comes_back_is_reactivated(filled: Database, tmp_path: Path) -> None:
    before = community(filled, "大窑沟社区")
    imported(filled, tmp_path, {code: name for code, name in OLD.items() if name != "大窑沟社区"})
    report = imported(filled, tmp_path, OLD | {"370202001003": "大窑沟社区居委会"}, edition="2024")
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.REACTIVATED: 1}
    after = community(filled, "大窑沟社区居委会")
    assert (after.id, after.is_active, after.retired_on, after.edition) == (before.id, True, None, "2024")


def test_of_all_who_had_a_code_the_one_with_the_name_comes_back(filled: Database, tmp_path: Path) -> None:
    imported(filled, tmp_path, OLD | {"370202001002": "前湾港西路社区"})
    imported(filled, tmp_path, OLD | {"370202001002": "月亮湾社区"})
    report = imported(filled, tmp_path, OLD)
    assert counts(report.communities) == {Outcome.KEPT: 4, Outcome.REACTIVATED: 1, Outcome.RETIRED: 1}
    assert register(filled) == OLD


def test_a_community_whose_row_is_refused_stays_as_it_was(filled: Database, tmp_path: Path) -> None:
    rows = [row(code, name) for code, name in OLD.items()]
    rows[2] = rows[2].replace("大窑沟社区", "")
    rows[3] = rows[3].replace("金门路", '"金门路')
    report = import_register(filled, [write(tmp_path / "r.csv", *rows)], edition="2020", today=TODAY)
    assert counts(report.communities) == {Outcome.KEPT: 3, Outcome.SPARED: 2}
    assert (report.rows, report.refused_count, report.has_changes) == (5, 2, False)
    assert [(told.file, told.line, told.column) for told in report.refused] == [
        ("r.csv", 4, "name"),
        ("r.csv", 5, None),
    ]
    assert register(filled) == OLD


def test_kind_and_households_follow_the_file_and_are_never_forgotten(filled: Database, tmp_path: Path) -> None:
    def detailed(*details: object) -> Path:
        rows = [row(code, name, *details) for code, name in OLD.items()]
        return write(tmp_path / "r.csv", *rows, header=f"{HEADER},kind,households")

    report = import_register(filled, [detailed("OLD_ESTATE", 1200)], edition="2020", today=TODAY)
    assert (report.corrected, report.has_changes) == (5, True)
    silent = import_register(filled, [detailed("", "")], edition="2020", today=TODAY)
    assert not silent.has_changes
    known = community(filled, "台东社区")
    assert (known.kind, known.households) == (CommunityKind.OLD_ESTATE, 1200)


def test_streets_and_districts_are_renamed_and_never_deleted(filled: Database, tmp_path: Path) -> None:
    rows = [row(code, name).replace("002街道", "金门路街道").replace("02区", "市南区") for code, name in OLD.items()][
        :4
    ]
    report = import_register(filled, [write(tmp_path / "r.csv", *rows)], edition="2020", today=TODAY)
    assert report.districts.changes == {Outcome.RENAMED: [PlaceChange("370202", "市南区", "370202", "02区")]}
    assert report.streets.changes == {Outcome.RENAMED: [PlaceChange("370202002", "金门路街道", "370202002", "002街道")]}
    assert counts(report.streets) == {Outcome.KEPT: 1, Outcome.RENAMED: 1}
    with filled.reading() as session:
        assert session.scalars(select(District.name).order_by(District.code)).all() == ["市南区", "03区"]
        assert session.scalar(select(func.count()).select_from(Street)) == 3


def test_visits_cases_and_facilities_follow_a_community_into_its_district(filled: Database, tmp_path: Path) -> None:
    """Only what was put into a wrong district by hand ever changes district: the code holds it."""
    here, there = community(filled, "台东社区"), community(filled, "金门路社区")
    with filled.writing() as session:
        wrong = {"district_id": there.district_id, "street_id": there.street_id}
        session.execute(update(Community).where(Community.id == here.id).values(wrong))
        line, category = session.execute(select(CaseCategory.line, CaseCategory.code).limit(1)).one()
        for place in (here, there):
            where = {"community_id": place.id, "district_id": there.district_id}
            at = datetime(2023, 9, 1, tzinfo=UTC)
            visit = Visit(line=line, visited_on=TODAY, status=VisitStatus.DONE, recorded_at=at, **where)
            case = Case(
                number=str(place.id),
                line=line,
                category_code=category,
                title="楼道堆物",
                source=CaseSource.VISIT,
                priority=CasePriority.P3,
                status=CaseStatus.REPORTED,
                reported_at=at,
                reported_on=TODAY,
                **where,
            )
            facility = Facility(kind=FacilityKind.PUBLIC_TOILET, name=str(place.id), opened_on=TODAY, **where)
            session.add_all([visit, case, facility])
    report = imported(filled, tmp_path, OLD, edition="2020")
    assert report.redistricted == {"visit": 1, "case": 1, "facility": 1}
    assert report.corrected == 1
    with filled.reading() as session:
        for model in (Visit, Case, Facility):
            districts = select(model.community_id, model.district_id)
            expected = {here.id: here.district_id, there.id: there.district_id}
            assert {key: district for key, district in session.execute(districts)} == expected


def test_a_dry_run_says_all_and_does_nothing(filled: Database, tmp_path: Path) -> None:
    new = {"370202001002": "前湾港西路社区", "370202003007": "大窑沟社区", "370204001001": "浮山社区"}
    dry = imported(filled, tmp_path, new, dry_run=True)
    assert (dry.is_dry_run, dry.has_changes) == (True, True)
    assert register(filled) == OLD
    with filled.reading() as session:
        assert session.scalar(select(func.count()).select_from(District)) == 2
    done = imported(filled, tmp_path, new)
    assert done.communities == dry.communities
    assert register(filled) == new


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(filled: Database, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", row("370202001009", "新社区"))
    bad = write(tmp_path / "bad.csv", header="code,name")
    with pytest.raises(DomainError, match=r"bad\.csv lacks the columns"):
        import_register(filled, [good, bad], edition="2023", today=TODAY)
    assert register(filled) == OLD
    assert imported(filled, tmp_path, OLD, edition="2020").has_changes is False


def test_a_part_of_an_edition_retires_nobody_unless_it_may(database: Database, tmp_path: Path) -> None:
    whole = {f"3702020010{at:02}": f"第{at}社区" for at in range(30)}
    imported(database, tmp_path, whole, edition="2020")
    part = write(tmp_path / "part.csv", row("370202001001", "第1社区"), row("370202001099", "新社区"))
    with pytest.raises(
        DomainError, match=r"hold 2 communities of cities that have 30; 29 would be retired.*--retire-most"
    ):
        import_register(database, [part], edition="2023", today=TODAY)
    assert register(database) == whole
    assert counts(import_register(database, [part], edition="2023", today=TODAY, dry_run=True).communities) == {
        Outcome.KEPT: 1,
        Outcome.NEW: 1,
        Outcome.RETIRED: 29,
    }
    import_register(database, [part], edition="2023", today=TODAY, may_retire_most=True)
    assert register(database) == {"370202001001": "第1社区", "370202001099": "新社区"}


@pytest.mark.parametrize("rows", [[], ["37020200100,x,370202001,y,370202,z"]], ids=["no rows", "wrong rows only"])
def test_a_file_without_a_good_row_retires_nobody(filled: Database, tmp_path: Path, rows: list[str]) -> None:
    report = import_register(filled, [write(tmp_path / "r.csv", *rows)], edition="2023", today=TODAY)
    assert (report.rows, report.refused_count) == (len(rows), len(rows))
    assert not report.has_changes
    assert register(filled) == OLD


def test_several_files_are_one_edition(filled: Database, tmp_path: Path) -> None:
    rows = [row(code, name) for code, name in OLD.items()]
    files = [write(tmp_path / f"{at}.csv", *part) for at, part in enumerate((rows[:3], rows[3:]))]
    heard: list[int] = []
    report = import_register(filled, files, edition="2020", today=TODAY, progress=heard.append)
    assert not report.has_changes
    assert heard == [5]


def test_the_lists_of_a_report_end_and_its_counts_do_not(database: Database, tmp_path: Path) -> None:
    rows = [row(f"370202001{number:03}", f"第{number}社区") for number in range(1, 1000)]
    more = [row(f"370202002{number:03}", f"第{number}社区") for number in range(1, 1000)]
    wrong = [line.replace("社区", "") and line[1:] for line in rows + more]
    file = write(tmp_path / "r.csv", *rows, *more, *wrong)
    report = import_register(database, [file], edition="2023", today=TODAY)
    assert (report.communities.counts[Outcome.NEW], len(report.communities.changes[Outcome.NEW])) == (1998, SHOWN)
    assert (report.refused_count, len(report.refused)) == (1998, SHOWN)
