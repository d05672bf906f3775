"""Tables of the heating line."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import PUBLIC, Base, Key, Ref, Scope, Term, Within, decimal
from core.cases.models import Case
from core.households.models import Household, NoEntryReason
from core.places.models import Community, District
from core.visits.models import Visit


class HeatingRoom(Term):
    """The rooms that the standard temperature is promised for (测温房间)."""

    LIVING_ROOM = "The living room (客厅)."
    BEDROOM = "A bedroom (卧室)."


class HeatingCallTopic(Term):
    """What a call is about (来电诉求)."""

    NOT_WARM = "The home does not get warm (室温不达标)."
    UNSTABLE = "Warm at times, cold at others (忽冷忽热)."
    OUTAGE = "No heat at all (停暖)."
    LEAK = "Water escapes (漏水)."
    BILLING = "Charges and refunds (收费退费)."
    SUSPENSION = "Heat to be stopped or taken up again (报停复供)."
    OTHER = "Something else (其他)."


class HeatingClass(Term):
    """In which way a home falls short (供热问题类别)."""

    BELOW_STANDARD = "It does not reach the standard (不达标)."
    UNSTABLE = "It reaches the standard, but not reliably (不能稳定达标)."


class HeatingCause(Term):
    """Why a home is cold (原因)."""

    NETWORK_CAPACITY = "The network carries too little (管网输送能力不足)."
    INDOOR_AGING = "Old pipes or radiators indoors (户内设施老化)."
    INSULATION = "The building loses heat (围护结构保温差)."
    HYDRAULIC = "Water is spread unevenly (水力失调)."
    FILTER_CLOGGED = "A clogged filter (过滤器堵塞)."
    PRIVATE_ALTERATION = "The household rebuilt its heating (私自改造)."
    EMPTY_NEIGHBOUR = "The neighbours' heat is off (邻户停热)."
    EQUIPMENT_FAULT = "Broken equipment (设备故障)."
    LOW_SUPPLY_TEMP = "The supply is not hot enough (供温偏低)."
    OTHER = "Something else (其他)."


class HeatingMeasureKind(Term):
    """What is done for a cold home (整治措施)."""

    REBUILD_NETWORK = "Rebuild the network (管网改造)."
    ADD_RADIATORS = "More or larger radiators are put in (增设散热片)."
    REBALANCE = "Spread the water anew (水力平衡调节)."
    CLEAN_FILTER = "Clean the filter (清洗过滤器)."
    REPLACE_PIPES = "Replace pipes or valves (更换管道阀门)."
    INSULATE = "The building is kept from losing heat (保温修缮)."
    RAISE_SUPPLY_TEMP = "Supply hotter water (提高供温)."
    REPAIR_EQUIPMENT = "What is broken is mended (设备维修)."
    OTHER = "Something else (其他)."


class HeatingSeason(Base):
    """A season of which somebody decided when it is; all others are as the rules have it."""

    __tablename__ = "heating_season"
    __scope__ = PUBLIC
    __table_args__ = (
        CheckConstraint("year BETWEEN 1999 AND 2199", name="year"),
        CheckConstraint("starts_on < ends_on", name="days"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    decided_at: Mapped[datetime]


class HeatingVisitReport(Base):
    __tablename__ = "heating_visit_report"
    __scope__ = Within("visit_id")

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    consultations: Mapped[int] = mapped_column(default=0)

    visit: Mapped[Visit] = relationship()
    homes: Mapped[list[HeatingHomeVisit]] = relationship(
        primaryjoin="HeatingVisitReport.visit_id == foreign(HeatingHomeVisit.visit_id)",
        order_by="HeatingHomeVisit.id",
        viewonly=True,
    )


class HeatingHomeVisit(Base):
    __tablename__ = "heating_home_visit"
    __scope__ = Within("visit_id")
    __table_args__ = (
        UniqueConstraint("visit_id", "household_id"),
        Index(None, "household_id"),
        CheckConstraint("is_entered = (no_entry_reason IS NULL)", name="entered_or_why_not"),
    )

    id: Mapped[Key]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id))
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    is_entered: Mapped[bool]
    no_entry_reason: Mapped[NoEntryReason | None]

    visit: Mapped[Visit] = relationship()
    household: Mapped[Household] = relationship()
    readings: Mapped[list[HeatingReading]] = relationship(order_by="HeatingReading.id", back_populates="home_visit")


class HeatingReading(Base):
    """One temperature. Whether it counts, is warm, and earns a refund is judged once, by what holds on its day."""

    __tablename__ = "heating_reading"
    __scope__ = Scope("household.read", district="district_id", of_line="heating")
    __table_args__ = (
        Index(None, "taken_at", "id"),
        Index(None, "taken_on"),
        UniqueConstraint("household_id", "taken_at", "room"),
        Index(None, "community_id", "taken_at", "id"),
        Index(None, "district_id", "taken_at", "id"),
        Index(None, "home_visit_id", "id"),
        CheckConstraint("celsius BETWEEN -20 AND 60", name="celsius"),
        CheckConstraint("refund_share BETWEEN 0 AND 1", name="refund_share"),
    )

    id: Mapped[Key]
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    home_visit_id: Mapped[Ref | None] = mapped_column(ForeignKey(HeatingHomeVisit.id))
    season: Mapped[str | None]
    room: Mapped[HeatingRoom]
    celsius: Mapped[float] = mapped_column(decimal)
    taken_at: Mapped[datetime]
    taken_on: Mapped[date]
    windows_closed_2h: Mapped[bool]
    height_1m: Mapped[bool]
    at_centre: Mapped[bool] = mapped_column(default=True)
    is_valid: Mapped[bool]
    is_warm: Mapped[bool]
    refund_share: Mapped[float | None] = mapped_column(decimal)

    household: Mapped[Household] = relationship()
    home_visit: Mapped[HeatingHomeVisit | None] = relationship(back_populates="readings")


class HeatingCall(Base):
    """A call of the season. `is_place_known` is false where the community is the hotline's default.

    Such calls are calls, but they must not make the default place a hot spot. `reference` is its number in the system
    that it was imported from, so that nothing is imported twice.
    """

    __tablename__ = "heating_call"
    __scope__ = Scope("household.read", district="district_id", of_line="heating")
    __table_args__ = (
        Index(None, "called_at", "id"),
        Index(None, "called_on"),
        Index(None, "season", "community_id", "is_place_known", "topic"),
        Index(None, "community_id", "called_at", "id"),
        Index(None, "district_id", "called_at", "id"),
        Index(None, "topic", "called_at", "id"),
        Index(None, "address", "called_on"),
    )

    id: Mapped[Key]
    season: Mapped[str]
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    household_id: Mapped[Ref | None] = mapped_column(ForeignKey(Household.id))
    address: Mapped[str | None]
    is_place_known: Mapped[bool]
    reference: Mapped[str | None] = mapped_column(unique=True)
    topic: Mapped[HeatingCallTopic]
    called_at: Mapped[datetime]
    called_on: Mapped[date]
    note: Mapped[str | None]

    community: Mapped[Community] = relationship()
    household: Mapped[Household | None] = relationship()


class HeatingRemediation(Base):
    """What is done for one cold home (一户一策); open until readings prove it."""

    __tablename__ = "heating_remediation"
    __scope__ = Scope("household.read", district="district_id", of_line="heating")
    __table_args__ = (
        Index(None, "season", "opened_on", "id"),
        Index(None, "household_id"),
        Index(None, "case_id"),
        Index(None, "opened_on"),
        Index(None, "proven_on"),
    )

    id: Mapped[Key]
    season: Mapped[str]
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey(Case.id))
    heating_class: Mapped[HeatingClass]
    is_agreed: Mapped[bool] = mapped_column(default=False)
    opened_on: Mapped[date]
    before_id: Mapped[Ref | None] = mapped_column(ForeignKey(HeatingReading.id))
    after_id: Mapped[Ref | None] = mapped_column(ForeignKey(HeatingReading.id))
    proven_on: Mapped[date | None]

    household: Mapped[Household] = relationship()
    case: Mapped[Case | None] = relationship()
    before: Mapped[HeatingReading | None] = relationship(foreign_keys=before_id)
    after: Mapped[HeatingReading | None] = relationship(foreign_keys=after_id)
    causes: Mapped[list[HeatingRemediationCause]] = relationship(order_by="HeatingRemediationCause.cause")
    measures: Mapped[list[HeatingMeasure]] = relationship(order_by="HeatingMeasure.id")


class HeatingRemediationCause(Base):
    """The household stands here too, so that the database itself keeps one open per cause."""

    __tablename__ = "heating_remediation_cause"
    __scope__ = Within("remediation_id")
    __table_args__ = (
        Index(
            "uq_heating_remediation_cause_open",
            "household_id",
            "cause",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    remediation_id: Mapped[Ref] = mapped_column(ForeignKey(HeatingRemediation.id), primary_key=True)
    cause: Mapped[HeatingCause] = mapped_column(primary_key=True)
    household_id: Mapped[Ref] = mapped_column(ForeignKey(Household.id))
    is_open: Mapped[bool] = mapped_column(default=True)


class HeatingMeasure(Base):
    __tablename__ = "heating_measure"
    __scope__ = Within("remediation_id")
    __table_args__ = (Index(None, "remediation_id", "id"),)

    id: Mapped[Key]
    remediation_id: Mapped[Ref] = mapped_column(ForeignKey(HeatingRemediation.id))
    kind: Mapped[HeatingMeasureKind]
    done_on: Mapped[date | None]


class HeatingSupply(Base):
    """How hot the water left the plant for a district on a day, beside what the curve of that day wanted."""

    __tablename__ = "heating_supply"
    __scope__ = PUBLIC
    __table_args__ = (
        UniqueConstraint("supplied_on", "district_id"),
        Index(None, "supplied_on", "id"),
        Index(None, "district_id", "supplied_on", "id"),
        Index(None, "is_on_plan", "supplied_on", "id"),
    )

    id: Mapped[Key]
    supplied_on: Mapped[date]
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    season: Mapped[str]
    outdoor_celsius: Mapped[float] = mapped_column(decimal)
    planned_celsius: Mapped[float] = mapped_column(decimal)
    applied_celsius: Mapped[float] = mapped_column(decimal)
    deviation: Mapped[float] = mapped_column(decimal)
    is_on_plan: Mapped[bool]
    note: Mapped[str | None]

    district: Mapped[District] = relationship()


class HeatingCaseDetail(Base):
    """The class and causes are unknown until somebody has measured and looked."""

    __tablename__ = "heating_case_detail"
    __scope__ = Within("case_id")
    __table_args__ = (Index(None, "household_id"),)

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)
    household_id: Mapped[Ref | None] = mapped_column(ForeignKey(Household.id))
    heating_class: Mapped[HeatingClass | None]
    latest_reading_id: Mapped[Ref | None] = mapped_column(ForeignKey(HeatingReading.id))

    case: Mapped[Case] = relationship()
    latest_reading: Mapped[HeatingReading | None] = relationship()
    remediations: Mapped[list[HeatingRemediation]] = relationship(
        primaryjoin="HeatingCaseDetail.household_id == foreign(HeatingRemediation.household_id)",
        order_by="HeatingRemediation.id",
        viewonly=True,
    )
    causes: Mapped[list[HeatingCaseCause]] = relationship(order_by="HeatingCaseCause.cause")


class HeatingCaseCause(Base):
    __tablename__ = "heating_case_cause"
    __scope__ = Within("case_id")

    case_id: Mapped[Ref] = mapped_column(ForeignKey(HeatingCaseDetail.case_id), primary_key=True)
    cause: Mapped[HeatingCause] = mapped_column(primary_key=True)
