"""Tables of the gas line, by noun."""

from plugins.gas.models.hazards import GasCaseDetail, GasHazard, HazardGrade, HazardKind, HazardOwner
from plugins.gas.models.projects import (
    ConnectionStage,
    GasCampaign,
    GasCampaignCommunity,
    GasConnectionApproval,
    GasConnectionProject,
    GasConnectionStage,
)
from plugins.gas.models.users import GasDevice, GasDeviceKind, GasUser, GasUserKind
from plugins.gas.models.visits import (
    GasCheckItem,
    GasCheckResult,
    GasInspection,
    GasInspectionItem,
    GasVisitReport,
)

__all__ = [
    "ConnectionStage",
    "GasCampaign",
    "GasCampaignCommunity",
    "GasCaseDetail",
    "GasCheckItem",
    "GasCheckResult",
    "GasConnectionApproval",
    "GasConnectionProject",
    "GasConnectionStage",
    "GasDevice",
    "GasDeviceKind",
    "GasHazard",
    "GasInspection",
    "GasInspectionItem",
    "GasUser",
    "GasUserKind",
    "GasVisitReport",
    "HazardGrade",
    "HazardKind",
    "HazardOwner",
]
