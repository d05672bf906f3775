"""Who may do what with the heating line's own operations."""

from core import Policy

POLICIES = [
    Policy(
        "heating.call",
        "Record a call about heating (记录供热来电).",
        acceptor="*",
        field_officer="T",
        line_lead="L",
        machine="L",
        demo="*",
    ),
    Policy(
        "heating.supply",
        "Record how hot the water left the plants (记录供水温度).",
        handler="T",
        line_lead="L",
        machine="L",
        demo="*",
    ),
    Policy(
        "heating.remediate",
        "Measure and remedy cold homes (测温与一户一策).",
        field_officer="T",
        handler="T",
        line_lead="L",
        demo="*",
    ),
]
