"""`lastmeter audit`."""

from __future__ import annotations

from typing import Any


def test_a_trail_is_verified_and_anchored(run: Any, folder: Any) -> None:
    assert run("audit", "verify").out.endswith("0 entries are sound; 0 anchors agree.\n")
    assert run("audit", "anchor").out == "Entry 0 anchored in lastmeter.anchors.\n"
    assert run("audit", "verify").out == "0 entries are sound; 1 anchors agree.\n"
    (folder / "lastmeter.anchors").write_text("forged\n")
    refused = run("audit", "verify")
    assert (refused.code, refused.out) == (1, "")
    assert "line 1 was not signed" in refused.err


def test_what_a_servers_login_may_do_is_printed_as_sql(run: Any) -> None:
    printed = run("audit", "grants", "server").out.splitlines()
    assert 'GRANT SELECT ON "alembic_version_gas" TO "server";' in printed
    assert 'GRANT SELECT, INSERT ON "audit_entry" TO "server";' in printed
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON "gas_inspection" TO "server";' in printed
