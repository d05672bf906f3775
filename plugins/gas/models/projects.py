"""Tables of the gas line: homes that get gas at last, and campaigns that tell people how to use it safely."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import PUBLIC, Base, Key, Ref, Term
from core.campaigns.models import Campaign, CampaignCommunity
from core.cases.models import Case
from core.places.models import Community, District


class ConnectionStage(Term):
    """The stages of a project that brings gas to homes (接气阶段)."""

    SURVEY = "Looked at on site (现场踏勘)."
    APPROVAL = "Approved by planning and roads (规划、掘路审批)."
    INDOOR = "Pipes inside the homes (户内施工)."
    STREET_PIPE = "Pipe in the street (市政管道)."
    VENTED = "Gas is on (通气)."


class GasConnectionProject(Base):
    """Homes that get gas: the target is what was promised, the stages what was reached."""

    __tablename__ = "gas_connection_project"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "name", "id"),
        Index(None, "case_id"),
        Index(None, "vented_on"),
        Index(None, "stage", "id"),
        Index(None, "community_id", "id"),
        Index(None, "district_id", "id"),
        CheckConstraint("households > 0", name="households"),
        CheckConstraint("(stage = 'VENTED') = (vented_on IS NOT NULL)", name="vented"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(unique=True)
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    households: Mapped[int]
    stage: Mapped[ConnectionStage]
    target_due_on: Mapped[date]
    vented_on: Mapped[date | None]
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey(Case.id))

    community: Mapped[Community] = relationship()
    case: Mapped[Case | None] = relationship()
    stages: Mapped[list[GasConnectionStage]] = relationship(order_by="GasConnectionStage.id", back_populates="project")
    approvals: Mapped[list[GasConnectionApproval]] = relationship(
        order_by="GasConnectionApproval.id", back_populates="project"
    )


class GasConnectionStage(Base):
    __tablename__ = "gas_connection_stage"
    __scope__ = PUBLIC
    __table_args__ = (Index(None, "project_id", "id"), UniqueConstraint("project_id", "stage"))

    id: Mapped[Key]
    project_id: Mapped[Ref] = mapped_column(ForeignKey(GasConnectionProject.id))
    stage: Mapped[ConnectionStage]
    reached_on: Mapped[date | None]

    project: Mapped[GasConnectionProject] = relationship(back_populates="stages")


class GasConnectionApproval(Base):
    __tablename__ = "gas_connection_approval"
    __scope__ = PUBLIC
    __table_args__ = (
        Index(None, "project_id", "id"),
        CheckConstraint("granted_on >= applied_on", name="granted"),
    )

    id: Mapped[Key]
    project_id: Mapped[Ref] = mapped_column(ForeignKey(GasConnectionProject.id))
    authority: Mapped[str]
    kind: Mapped[str]
    applied_on: Mapped[date]
    granted_on: Mapped[date | None]

    project: Mapped[GasConnectionProject] = relationship(back_populates="approvals")


class GasCampaign(Campaign, Base):
    """Who was told is counted from visits; only what was planned is kept."""

    __tablename__ = "gas_campaign"
    __scope__ = PUBLIC

    communities: Mapped[list[GasCampaignCommunity]] = relationship(
        order_by="GasCampaignCommunity.id", back_populates="campaign"
    )

    __table_args__ = (Index(None, "starts_on", "id"), CheckConstraint("starts_on < ends_before", name="days"))


class GasCampaignCommunity(CampaignCommunity, Base):
    __tablename__ = "gas_campaign_community"
    __scope__ = PUBLIC
    __table_args__ = (
        UniqueConstraint("campaign_id", "community_id"),
        Index(None, "campaign_id", "id"),
        Index(None, "community_id"),
    )

    campaign_id: Mapped[Ref] = mapped_column(ForeignKey(GasCampaign.id))

    campaign: Mapped[GasCampaign] = relationship(back_populates="communities")
