"""Root fields of the convenience measures."""

from __future__ import annotations

from core.conveniences import models
from core.conveniences.models import MeasureStatus
from core.conveniences.types import ConvenienceBatch, ConvenienceMeasure
from core.engine.connection import Connection
from core.engine.declare import connection, everything
from core.engine.filters import filters, one_of, where
from core.engine.orders import Order
from core.lines.services import check_lines
from core.scalars import ServiceLineKey

MEASURE_ORDER = Order(models.ConvenienceMeasure, default="-launched_on", launched_on="When it was launched (推出日期).")


@filters
class ConvenienceFilter:
    """Narrows convenience measures: what is given must all hold; a list holds for any of its entries (举措筛选)."""

    lines: list[ServiceLineKey] | None = where("Of any of these lines (服务线).", one_of("line"), check=check_lines)
    statuses: list[MeasureStatus] | None = where("In any of these statuses (状态).", one_of("status"))


class ConvenienceQueries:
    convenience_batches: list[ConvenienceBatch] = everything(
        "The batches of convenience measures, first to last (便民举措批次).", models.ConvenienceBatch.number
    )
    convenience_measures: Connection[ConvenienceMeasure] = connection(
        "Convenience measures, the latest first (便民举措).", MEASURE_ORDER, ConvenienceFilter
    )
