"""Tables that remember which lines and categories there ever were, so that rows of an uninstalled line keep their meaning."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base
from core.policy.scope import PUBLIC


class ServiceLine(Base):
    __tablename__ = "service_line"
    __scope__ = PUBLIC

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    description: Mapped[str]


class CaseCategory(Base):
    __tablename__ = "case_category"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "line", "code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("service_line.key"))
    name: Mapped[str]
    name_zh: Mapped[str]
