"""Who may do what with the sanitation line's own operations."""

from core import Policy

POLICIES = [
    Policy(
        "sanitation.estimate",
        "Say how much there is to take away (估算垃圾量).",
        field_officer="T",
        handler="A",
        line_lead="L",
        demo="*",
    ),
]
