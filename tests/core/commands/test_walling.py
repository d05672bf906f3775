"""The wall as a command prints it."""

from __future__ import annotations


def test_the_wall_is_printed_as_one_transaction_around_every_table(run):
    printed = run("wall", "server").out
    assert printed.startswith("BEGIN;\n")
    assert printed.endswith("COMMIT;\n")
    assert 'ALTER ROLE "server" NOSUPERUSER NOBYPASSRLS' in printed
    for table in ("case", "visit", "gas_user", "community"):
        assert f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;' in printed
        assert f'CREATE POLICY lastmeter_wall ON "{table}" USING (' in printed
    assert "rollup" not in printed


def test_it_is_taken_away_as_a_whole(run):
    built, removed = run("wall", "server").out, run("wall", "server", "--remove").out
    assert removed.count("DROP POLICY IF EXISTS lastmeter_wall") == built.count("CREATE POLICY lastmeter_wall")
    assert "CREATE" not in removed
