"""Tables of the enforcement line."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import PUBLIC, Base, Key, NullsLast, Ref, Scope, Term, Within
from core.campaigns.models import Campaign, CampaignCommunity
from core.cases.models import Case
from core.places.models import Community, District
from core.visits.models import Visit


class ViolationKind(Term):
    """What rule of living together is broken (违法行为类型)."""

    ILLEGAL_BUILDING = "Something is built without permission (私搭乱建)."
    MESSY_PILING = "Things are piled up where others must pass or live (乱堆乱放)."
    POSTING_GRAFFITI = "Walls are posted, sprayed or painted on (乱贴乱画)."
    ILLEGAL_OCCUPATION = "Public ground is fenced off or taken (乱圈乱占)."
    GROUND_LOCK = "A private post or lock holds a parking space (私设地桩地锁)."
    DOG_UNLEASHED = "A dog is walked without a leash (遛狗不栓绳)."
    DOG_WASTE = "A dog's waste is left behind (不清理犬粪)."
    GREEN_DAMAGE = "Green space is damaged or planted with vegetables (毁绿种菜)."


class ViolationStage(Term):
    """How far the course of a violation is; steps may be left out, none comes twice (查处阶段)."""

    SEEN = "Seen, nothing done yet (已发现)."
    WARNED = "The one responsible was warned (已警告)."
    ORDERED = "Ordered in writing to put it right (已责令改正)."
    PENALISED = "A fine or another penalty was decided (已处罚)."
    REMOVED = "The violation is gone (已消除)."


class EnforcementVisitReport(Base):
    __tablename__ = "enforcement_visit_report"
    __scope__ = Within("visit_id")

    visit_id: Mapped[Ref] = mapped_column(ForeignKey(Visit.id), primary_key=True)

    visit: Mapped[Visit] = relationship()
    violations: Mapped[list[EnforcementViolation]] = relationship(
        primaryjoin="EnforcementVisitReport.visit_id == foreign(EnforcementViolation.visit_id)",
        order_by="EnforcementViolation.id",
        viewonly=True,
    )


class EnforcementViolation(Base):
    """One violation, which is what one case is about. Where and of which kind never changes."""

    __tablename__ = "enforcement_violation"
    __scope__ = Within("case_id")

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id))
    visit_id: Mapped[Ref | None] = mapped_column(ForeignKey(Visit.id))
    community_id: Mapped[Ref] = mapped_column(ForeignKey(Community.id))
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    kind: Mapped[ViolationKind]
    place: Mapped[str]
    stage: Mapped[ViolationStage]
    first_seen_on: Mapped[date]
    warned_on: Mapped[date | None]
    ordered_on: Mapped[date | None]
    notice_number: Mapped[str | None]
    penalised_on: Mapped[date | None]
    penalty_number: Mapped[str | None]
    removed_on: Mapped[date | None]
    order_due_at: Mapped[datetime | None]
    penalty_due_at: Mapped[datetime | None]
    removal_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column()
    """The earliest of these whose step was not taken yet."""

    case: Mapped[Case] = relationship()
    visit: Mapped[Visit | None] = relationship()
    community: Mapped[Community] = relationship()
    district: Mapped[District] = relationship()
    respondent: Mapped[EnforcementRespondent | None] = relationship(back_populates="violation")

    __table_args__ = (
        UniqueConstraint("case_id"),
        Index(None, "first_seen_on", "id"),
        Index(None, "kind", "first_seen_on", "id"),
        Index(None, "stage", "first_seen_on", "id"),
        Index(None, "district_id", "first_seen_on", "id"),
        Index(None, "community_id", "kind", "first_seen_on"),
        Index(None, "visit_id", "id"),
        Index(None, "removed_on"),
        Index("ix_enforcement_violation_due_at", NullsLast(due_at), "id"),
        CheckConstraint(
            "warned_on >= first_seen_on AND ordered_on >= coalesce(warned_on, first_seen_on)"
            " AND penalised_on >= coalesce(ordered_on, warned_on, first_seen_on)"
            " AND removed_on >= coalesce(penalised_on, ordered_on, warned_on, first_seen_on)",
            name="forward",
        ),
        CheckConstraint("(ordered_on IS NULL) = (notice_number IS NULL)", name="notice"),
        CheckConstraint("(penalised_on IS NULL) = (penalty_number IS NULL)", name="penalty"),
        CheckConstraint("(stage = 'REMOVED') = (removed_on IS NOT NULL)", name="removed"),
    )


class EnforcementRespondent(Base):
    """Who is responsible for a violation: apart from it, since few may see it. Nothing but the name is kept."""

    __tablename__ = "enforcement_respondent"
    __scope__ = Scope("enforcement.respondent", district="district_id", of_line="enforcement")

    violation_id: Mapped[Ref] = mapped_column(ForeignKey(EnforcementViolation.id), primary_key=True)
    district_id: Mapped[Ref] = mapped_column(ForeignKey(District.id))
    name: Mapped[str]

    violation: Mapped[EnforcementViolation] = relationship(back_populates="respondent")


class EnforcementCaseDetail(Base):
    """The complaint that a formal case came from is linked, never overwritten (诉转案)."""

    __tablename__ = "enforcement_case_detail"
    __scope__ = Within("case_id")
    __table_args__ = (
        Index(None, "complaint_id"),
        Index(None, "converted_on"),
        CheckConstraint("complaint_id <> case_id", name="complaint"),
        CheckConstraint("(complaint_id IS NULL) = (converted_on IS NULL)", name="converted"),
    )

    case_id: Mapped[Ref] = mapped_column(ForeignKey(Case.id), primary_key=True)
    complaint_id: Mapped[Ref | None] = mapped_column(ForeignKey(Case.id))
    converted_on: Mapped[date | None]

    case: Mapped[Case] = relationship(foreign_keys=case_id)
    complaint: Mapped[Case | None] = relationship(foreign_keys=complaint_id)
    violation: Mapped[EnforcementViolation | None] = relationship(
        primaryjoin="EnforcementCaseDetail.case_id == foreign(EnforcementViolation.case_id)",
        uselist=False,
        viewonly=True,
    )


class EnforcementDrive(Campaign, Base):
    """What it reached is counted from visits and violations; only what was planned is kept."""

    __tablename__ = "enforcement_drive"
    __scope__ = PUBLIC

    kind: Mapped[ViolationKind]

    kinds: Mapped[list[EnforcementDriveKind]] = relationship(
        order_by="EnforcementDriveKind.kind", back_populates="drive"
    )
    communities: Mapped[list[EnforcementDriveCommunity]] = relationship(
        order_by="EnforcementDriveCommunity.id", back_populates="drive"
    )

    __table_args__ = (
        Index(None, "starts_on", "id"),
        Index(None, "kind", "starts_on", "id"),
        CheckConstraint("starts_on < ends_before", name="days"),
    )


class EnforcementDriveKind(Base):
    """Every kind that a drive is against, the one it is named for among them."""

    __tablename__ = "enforcement_drive_kind"
    __scope__ = PUBLIC

    drive_id: Mapped[Ref] = mapped_column(ForeignKey(EnforcementDrive.id), primary_key=True)
    kind: Mapped[ViolationKind] = mapped_column(primary_key=True)

    drive: Mapped[EnforcementDrive] = relationship(back_populates="kinds")


class EnforcementDriveCommunity(CampaignCommunity, Base):
    __tablename__ = "enforcement_drive_community"
    __scope__ = PUBLIC
    __table_args__ = (
        UniqueConstraint("drive_id", "community_id"),
        Index(None, "drive_id", "id"),
        Index(None, "community_id"),
    )

    drive_id: Mapped[Ref] = mapped_column(ForeignKey(EnforcementDrive.id))

    drive: Mapped[EnforcementDrive] = relationship(back_populates="communities")
