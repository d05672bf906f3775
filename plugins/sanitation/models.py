"""Tables of the sanitation line. The facilities that it keeps are core's."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import PUBLIC, Base, Key, Ref, Term, Within, decimal
from core.campaigns.models import Campaign, CampaignCommunity
from core.cases.models import Case
from core.facilities.models import FacilityKind
from core.places.models import Community, District
from core.search import search_index
from core.visits.models import Visit


class FiveClean(Term):
    """The five cleanings: where a visit looks for rubbish and takes it away (五清)."""

    STAIRWELL = "Stairwells (清楼道)."
    ROOFTOP = "Rooftops (清楼顶)."
    YARD = "Yards between the houses (清庭院)."
    BACK_LANE = "Back streets and lanes (清背街小巷)."
    DEAD_CORNER = "Dead corners that nobody sweeps (清卫生死角)."


class SanitationFocusArea(Term):
    """What kind of place a visit looked after above all (重点区域)."""

    BACK_LANE = "Back streets and lanes (背街小巷)."
    OLD_ESTATE = "Old housing estates (老旧小区)."
    URBAN_VILLAGE = "Villages inside the city (城中村)."
    MARKET = "Around markets (集贸市场周边)."
    COLLECTION_POINT = "Waste collection points (垃圾投放点)."


class SanitationVisitReport(Base):
    __tablename__ = "sanitation_visit_report"
    __scope__ = Within("visit_id")
    __table_args__ = (CheckConstraint("sorting_talk_households >= 0", name="talks"),)

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    sorting_talk_households: Mapped[int] = mapped_column(default=0)

    visit: Mapped[Visit] = relationship()
    focuses: Mapped[list[SanitationVisitFocus]] = relationship(
        primaryjoin="SanitationVisitReport.visit_id == foreign(SanitationVisitFocus.visit_id)",
        order_by="SanitationVisitFocus.area",
        viewonly=True,
    )
    tasks: Mapped[list[SanitationFiveCleanTask]] = relationship(
        primaryjoin="SanitationVisitReport.visit_id == foreign(SanitationFiveCleanTask.visit_id)",
        order_by="SanitationFiveCleanTask.id",
        viewonly=True,
    )


class SanitationVisitFocus(Base):
    __tablename__ = "sanitation_visit_focus"
    __scope__ = Within("visit_id")

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    area: Mapped[SanitationFocusArea] = mapped_column(primary_key=True)

    visit: Mapped[Visit] = relationship()


class SanitationFiveCleanTask(Base):
    """Where and when are the visit's; here they make a list of tasks a range of an index."""

    __tablename__ = "sanitation_five_clean_task"
    __scope__ = Within("visit_id")
    __table_args__ = (
        Index(None, "visit_id", "id"),
        Index(None, "cleaned_on", "id"),
        Index(None, "found", "id"),
        Index(None, "kind", "cleaned_on", "id"),
        Index(None, "is_cleared", "cleaned_on", "id"),
        Index(None, "community_id", "cleaned_on", "id"),
        Index(None, "district_id", "cleaned_on", "id"),
        CheckConstraint("cleared >= 0 AND cleared <= found", name="cleared_of_found"),
        CheckConstraint("is_cleared = (cleared = found)", name="is_cleared"),
        CheckConstraint("volume_m3 > 0", name="volume"),
    )

    id: Mapped[Key]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    cleaned_on: Mapped[date]
    kind: Mapped[FiveClean]
    place: Mapped[str | None]
    found: Mapped[int]
    cleared: Mapped[int]
    is_cleared: Mapped[bool]
    volume_m3: Mapped[float | None] = mapped_column(decimal)

    visit: Mapped[Visit] = relationship()
    community: Mapped[Community] = relationship()


search_index(SanitationFiveCleanTask.__table__.c.place)


class SanitationOpeningBatch(Base):
    """Facilities that were announced to be opened together. The register says which were; it names them by number."""

    __tablename__ = "sanitation_opening_batch"
    __scope__ = PUBLIC
    __table_args__ = (
        CheckConstraint("number BETWEEN 1 AND 99", name="number"),
        CheckConstraint("target > 0", name="target"),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[FacilityKind]
    announced_on: Mapped[date]
    target: Mapped[int]


class SanitationCampaign(Campaign, Base):
    """What it cleared is counted from the five cleanings of visits; only what was planned is kept."""

    __tablename__ = "sanitation_campaign"
    __scope__ = PUBLIC

    target_spots: Mapped[int | None]

    kinds: Mapped[list[SanitationCampaignKind]] = relationship(
        order_by="SanitationCampaignKind.kind", back_populates="campaign"
    )
    communities: Mapped[list[SanitationCampaignCommunity]] = relationship(
        order_by="SanitationCampaignCommunity.id", back_populates="campaign"
    )

    __table_args__ = (
        Index(None, "starts_on", "id"),
        CheckConstraint("starts_on < ends_before", name="days"),
        CheckConstraint("target_spots > 0", name="target"),
    )


class SanitationCampaignKind(Base):
    __tablename__ = "sanitation_campaign_kind"
    __scope__ = PUBLIC

    campaign_id: Mapped[Ref] = mapped_column(ForeignKey(SanitationCampaign.id), primary_key=True)
    kind: Mapped[FiveClean] = mapped_column(primary_key=True)

    campaign: Mapped[SanitationCampaign] = relationship(back_populates="kinds")


class SanitationCampaignCommunity(CampaignCommunity, Base):
    __tablename__ = "sanitation_campaign_community"
    __scope__ = PUBLIC
    __table_args__ = (
        UniqueConstraint("campaign_id", "community_id"),
        Index(None, "campaign_id", "id"),
        Index(None, "community_id"),
    )

    campaign_id: Mapped[Ref] = mapped_column(ForeignKey(SanitationCampaign.id))

    campaign: Mapped[SanitationCampaign] = relationship(back_populates="communities")


class SanitationCaseDetail(Base):
    """The spot is not repeated here: the case itself has it."""

    __tablename__ = "sanitation_case_detail"
    __scope__ = Within("case_id")
    __table_args__ = (CheckConstraint("volume_m3 > 0", name="volume"),)

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)
    five_clean: Mapped[FiveClean | None]
    volume_m3: Mapped[float | None] = mapped_column(decimal)

    case: Mapped[Case] = relationship()
