"""Root fields of the rounds."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection, unique
from core.engine.orders import Order
from core.rounds import models
from core.rounds.types import Round
from core.scalars import Month

ROUND_ORDER = Order(models.Round, default="-month", month="The month (月份).")


class RoundQueries:
    round: Round | None = unique(
        "The round of one month; null where none was planned (某月轮次).",
        models.Round.month,
        "month",
        Month,
        "The month (月份).",
    )
    rounds: Connection[Round] = connection("Rounds, the latest first (轮次).", ROUND_ORDER)
