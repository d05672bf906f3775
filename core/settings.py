"""Settings, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class CaseRules:
    """The numbers of the closed loop. Each is read from `LASTMETER_` and its name in capitals.

    The limits of stages are those of a smart-city system elsewhere: examples, not Qingdao's law.
    """

    work_hours: str = "08:00-12:00,14:00-18:00"
    """When people work on a work day."""
    filing_minutes: int = 15
    """By when a reported case should be filed or refused, counted through."""
    verification_minutes: int = 30
    """By when somebody should have looked whether it is real."""
    dispatch_minutes: int = 15
    """By when a filed case should be sent to a unit."""
    check_minutes: int = 30
    """By when a handled case should be checked."""
    closing_minutes: int = 15
    """By when a checked case should be closed."""
    due_soon_minutes: int = 480
    """A yellow card so many minutes of work before the deadline."""
    return_work_days: int = 2
    """How long a unit may take to find that a case is not its own."""
    extensions_most: int = 2
    suspensions_most: int = 1
    suspension_days_most: int = 365
    reopen_days: int = 30
    """How long after its closing a case may be opened again; later it is a new one."""
    feedback_days: int = 14
    """How long after its closing residents are asked."""
    parts_most: int = 10
    """Into how many a case may be parted."""
    recurrence_cases: int = 3
    recurrence_days: int = 90
    """So many cases at one place in so many days propose a hard case."""
    similar_days: int = 90
    """How far back similar cases are looked for."""
    escalation_hours: tuple[int, ...] = (0, 24, 72)
    """How long after the deadline a case is urged, level by level."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> CaseRules:
        given = {rule.name: _given(environment, rule.name) for rule in fields(cls)}
        return cls(**{name: _read(name, text) for name, text in given.items() if text})


def _given(environment: Mapping[str, str], name: str) -> str:
    return environment.get(f"LASTMETER_{name.upper()}", "").strip()


def _read(name: str, text: str) -> Any:
    if name == "work_hours":
        from core.calendar.work_time import WorkHours

        WorkHours.read(text)
        return text
    numbers = tuple(number.strip() for number in text.split(","))
    if not all(number.isdigit() for number in numbers) or (len(numbers) > 1 and name != "escalation_hours"):
        raise ValueError(f"LASTMETER_{name.upper()} is {text!r}; it must be a whole number")
    return tuple(int(number) for number in numbers) if name == "escalation_hours" else int(numbers[0])


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
    attachments: str = "attachments"
    """LASTMETER_ATTACHMENTS: where photos are kept: a folder, or s3://BUCKET with the extra `s3` installed."""
    attachment_bytes_most: int = 10 * 1024 * 1024
    """LASTMETER_ATTACHMENT_BYTES_MOST: how large one file may be."""
    rules: CaseRules = field(default_factory=CaseRules)
    """The numbers of the closed loop; see there."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        disabled = environment.get("LASTMETER_DISABLED_PLUGINS", "")
        return cls(
            database_url=environment.get("DATABASE_URL") or cls.database_url,
            time_zone=environment.get("LASTMETER_TIME_ZONE") or cls.time_zone,
            disabled_plugins=tuple(name.strip() for name in disabled.split(",") if name.strip()),
            profile=environment.get("LASTMETER_PROFILE") or cls.profile,
            strict=environment.get("LASTMETER_STRICT", "").lower() in {"1", "true", "yes"},
            attachments=environment.get("LASTMETER_ATTACHMENTS") or cls.attachments,
            attachment_bytes_most=int(_given(environment, "attachment_bytes_most") or cls.attachment_bytes_most),
            rules=CaseRules.from_environment(environment),
        )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
