"""Which reports came from where, so that none is taken in twice."""

from __future__ import annotations

from core import Base, Ref, Within
from core.cases.models import Case
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship


class Open311Report(Base):
    __tablename__ = "open311_report"
    __scope__ = Within("case_id")

    service_request_id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), unique=True)

    case: Mapped[Case] = relationship()
