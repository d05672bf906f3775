"""Settings, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Settings:
    """What an installation may choose; each has the default of the embedded demo."""

    database_url: str = "sqlite:///lastmeter.sqlite3"
    """DATABASE_URL: where the rows are: sqlite:///FILE or postgresql://USER@HOST/NAME."""
    time_zone: str = "Asia/Shanghai"
    """LASTMETER_TIME_ZONE: the bureau's, in which days begin and end."""
    disabled_plugins: tuple[str, ...] = ()
    """LASTMETER_DISABLED_PLUGINS: names of installed plugins that are left out, separated by commas."""
    profile: str = "development"
    """LASTMETER_PROFILE: `development` shows developers how answers come about; `production` does not."""
    strict: bool = False
    """LASTMETER_STRICT: refuse to start when a plugin has a problem, instead of leaving it out."""

    merge_seconds: float = 2.0
    """LASTMETER_MERGE_SECONDS: how often a server merges what was written into the rollups of figures; 0 for never.
    Figures are exact in any case, only dearer to ask for."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        disabled = environment.get("LASTMETER_DISABLED_PLUGINS", "")
        return cls(
            database_url=environment.get("DATABASE_URL") or cls.database_url,
            time_zone=environment.get("LASTMETER_TIME_ZONE") or cls.time_zone,
            disabled_plugins=tuple(name.strip() for name in disabled.split(",") if name.strip()),
            profile=environment.get("LASTMETER_PROFILE") or cls.profile,
            strict=environment.get("LASTMETER_STRICT", "").lower() in {"1", "true", "yes"},
            merge_seconds=float(environment.get("LASTMETER_MERGE_SECONDS") or cls.merge_seconds),
        )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
