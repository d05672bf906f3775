"""Who may do what with the gas line's own operations."""

from core import Policy

POLICIES = [
    Policy(
        "gas.recheck",
        "Say that a hazard is gone, and that somebody saw it (隐患整改复查).",
        field_officer="T",
        checker="T",
        line_lead="L",
        demo="*",
    ),
]
