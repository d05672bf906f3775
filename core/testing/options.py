"""What lastmeter adds to pytest's command line, wherever it is installed: `pytest --pyargs core.conformance --line water`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("lastmeter").addoption(
        "--line",
        action="append",
        default=[],
        metavar="KEY",
        help="the service line that core.conformance looks at; may be given several times; all installed ones by default",
    )
