"""Who may do what with the enforcement line's own operations."""

from core import Policy

POLICIES = [
    Policy(
        "enforcement.respondent",
        "See who is responsible for a violation (查看当事人).",
        field_officer="T",
        handler="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "enforcement.proceed",
        "Take a violation a step further: warn, order, penalise, remove (推进违法行为办理).",
        field_officer="T",
        handler="T",
        line_lead="L",
        demo="*",
    ),
]
