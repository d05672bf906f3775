"""Tables of those who act: unit and officer. Officers are posts; nobody's name is kept."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Key, Ref
from core.database import Base
from core.lines.models import ServiceLine
from core.policy.scope import PUBLIC
from core.terms import Term


class UnitKind(Term):
    """What kind of body a unit is (单位类型)."""

    BUREAU = "The city management bureau itself (市城市管理局)."
    DEPARTMENT = "A department or district bureau (部门、区市局)."
    UTILITY = "A gas or heating company (燃气、供热企业)."
    STREET_OFFICE = "A sub-district office (街道办事处)."
    PROPERTY_MANAGER = "A property management company (物业企业)."


class OfficerRole(Term):
    """What an officer answers for (岗位职责)."""

    DIRECTOR = "Leads the bureau (局长)."
    DISTRICT_LEADER = "Bureau leader in charge of one district (包区领导)."
    LINE_LEAD = "Leads one service line (行业负责人)."
    ACCEPTOR = "Receives, files and closes cases (受理员)."
    DISPATCHER = "Sends cases to units (派遣员)."
    HANDLER = "Handles cases in a unit (处置人员)."
    CHECKER = "Checks whether a case is solved (核查员)."
    FIELD_OFFICER = "Visits communities and leads visits (进社区工作人员)."


class Unit(Base):
    __tablename__ = "unit"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "kind", "name"), Index(None, "name", "id"))

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[UnitKind]
    line: Mapped[str | None] = mapped_column(ForeignKey(ServiceLine.key))
    district_id: Mapped[Ref | None] = mapped_column(ForeignKey("district.id"))


class Officer(Base):
    __tablename__ = "officer"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "role", "name"),
        Index(None, "unit_id"),
        Index(None, "name", "id"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[OfficerRole]
    line: Mapped[str | None] = mapped_column(ForeignKey(ServiceLine.key))
    district_id: Mapped[Ref | None] = mapped_column(ForeignKey("district.id"))
    unit_id: Mapped[Ref | None] = mapped_column(ForeignKey("unit.id"))

    unit: Mapped[Unit | None] = relationship()
