"""Who may do what with the line's own operations: O own, A assigned, T team, L line, D district, * all."""

from core import Policy

POLICIES = [
    Policy(
        "water.mend",
        "Say that what was faulty works again (修复故障).",
        field_officer="T",
        handler="T",
        line_lead="L",
        demo="*",
    ),
]
