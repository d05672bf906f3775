"""`lastmeter import communities`: what is told of an edition, and of what is wrong with it."""

from __future__ import annotations

import pytest

from core.database import Database
from core.places.models import Community
from core.places.register_report import Outcome, PlaceChange, RefusedRow, RegisterReport
from core.places.register_told import told

HEADER = "code,name,street_code,street_name,district_code,district_name\n"
STREET = "370203029,兴隆路街道,370203,市北区"
FIRST = f"{HEADER}370203029014,海岸路社区,{STREET}\n370203029016,兴隆路社区,{STREET}\n"
SECOND = (
    f"{HEADER}370203029014,海岸路社区居委会,{STREET}\n370203029017,兴德路社区,{STREET}\n37020302901,短码社区,{STREET}\n"
)


@pytest.fixture
def files(folder) -> None:
    (folder / "2020.csv").write_text(FIRST)
    (folder / "2023.csv").write_bytes(SECOND.encode("gb18030"))


def names(folder) -> set[tuple[str, bool]]:
    database = Database(f"sqlite:///{folder / 'lastmeter.sqlite3'}")
    with database.reading() as session:
        found = {(community.name, community.is_active) for community in session.query(Community)}
    database.dispose()
    return found


def test_two_editions_are_taken_in_one_after_the_other(run, files, folder):
    first = run("import", "communities", "2020.csv", "--edition", "2020")
    assert first.code == 0
    assert first.out.splitlines()[-4:] == [
        "2 rows read, 0 refused.",
        "districts: 1 new",
        "streets: 1 new",
        "communities: 2 new",
    ]

    second = run("import", "communities", "2023.csv", "--edition", "2023", "--in-full")

    assert second.out.splitlines() == [
        "3 rows read, 1 refused.",
        "districts: 1 kept",
        "streets: 1 kept",
        "communities: 1 renamed, 1 retired, 1 new",
        "  renamed: 370203029014 海岸路社区居委会 (was 海岸路社区)",
        "  retired: 370203029016 兴隆路社区",
        "  new: 370203029017 兴德路社区",
        "2023.csv, line 4, code: code is '37020302901'; it must be 12 digits, 0 to 9.",
    ]
    assert names(folder) == {("海岸路社区居委会", True), ("兴隆路社区", False), ("兴德路社区", True)}


def test_a_dry_run_tells_the_same_and_changes_nothing(run, files, folder):
    run("import", "communities", "2020.csv")
    before = names(folder)

    dry = run("import", "communities", "2023.csv", "--dry-run").out.splitlines()
    assert dry[-1] == "Nothing was written: this was a dry run."
    assert names(folder) == before
    assert run("import", "communities", "2023.csv").out.splitlines() == dry[:-1]


def test_the_same_edition_again_changes_nothing_and_says_so(run, files, folder):
    run("import", "communities", "2020.csv")
    before = names(folder)

    again = run("import", "communities", "2020.csv").out.splitlines()

    assert again[-2:] == ["communities: 2 kept", "The register already is what the files say."]
    assert names(folder) == before


def test_a_file_that_is_no_register_is_told_in_a_sentence(run, folder):
    (folder / "notes.csv").write_text("a,b\n1,2\n")
    (folder / "empty.csv").write_text("")

    notes, empty = run("import", "communities", "notes.csv"), run("import", "communities", "empty.csv")

    assert (notes.code, empty.code) == (1, 1)
    assert notes.err.startswith("lastmeter: notes.csv lacks the columns code, name,")
    assert empty.err == "lastmeter: empty.csv is empty.\n"
    assert "does not exist" in run("import", "communities", "nowhere.csv").err


def report(**more) -> RegisterReport:
    return RegisterReport(None, False, **more)


def test_many_changes_are_cut_short_and_the_rest_is_counted():
    made = report(rows=1_200)
    for number in range(1_200):
        made.communities.note(Outcome.NEW, PlaceChange(f"{number:012}", "社区"))

    lines = list(told(made, in_full=True))

    assert lines[0] == "1,200 rows read, 0 refused."
    assert lines[3] == "communities: 1,200 new"
    assert lines[-1] == "  new: … and 200 more"
    assert len(lines) == 4 + 1_000 + 1


def test_many_refused_rows_are_cut_short_and_the_rest_is_counted():
    made = report()
    for line in range(1_001):
        made.refuse(RefusedRow("a.csv", line, None, "The row has 3 columns.", "此行有 3 列。"))

    lines = list(told(made))

    assert lines[4] == "a.csv, line 0: The row has 3 columns."
    assert "… and 1 more refused rows." in lines


def test_what_follows_a_community_is_told():
    made = report(corrected=2, redistricted={"visit": 5, "case": 1})

    lines = list(told(made))

    assert lines[4:7] == [
        "corrected: 2 streets and communities lie elsewhere, or are of another kind or size.",
        "case: 1 rows followed their community into another district.",
        "visit: 5 rows followed their community into another district.",
    ]


def test_what_a_plugin_contributes_can_be_taken_in_too(run, folder):
    file = folder / "calls.csv"
    file.write_text("reference,called_at,community,topic\n1,2022-12-01,370203029014,LEAK\n")
    assert "heating-calls" in run("import", "--help").out
    done = run("import", "heating-calls", "calls.csv", "--dry-run")
    assert done.code == 0
    assert "1 records read: 0 taken, 0 known before, 1 refused." in done.out
    assert "There is no community with the code 370203029014." in done.out
    refused = run("import", "heating-calls", "calls.csv", "--mapping", "calls.csv")
    assert (refused.code, "is no TOML file" in refused.err) == (1, True)
