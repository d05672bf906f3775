"""Who may do what with the gas line's own operations."""

from core import Policy

POLICIES = [
    Policy(
        "gas.register",
        "Register who is given gas (登记燃气用户).",
        field_officer="T",
        line_lead="L",
        machine="L",
        demo="*",
    ),
    Policy(
        "gas.follow",
        "Follow a hazard: notice, cut-off, mended (隐患通知、停气、整改).",
        field_officer="T",
        handler="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "gas.recheck",
        "Say that a hazard is gone, and that somebody saw it (隐患整改复查).",
        field_officer="T",
        checker="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "gas.connect",
        "Run the projects that bring gas to homes (接气工程).",
        handler="T",
        line_lead="L",
        demo="*",
    ),
]
