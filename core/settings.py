"""Settings, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import CannotStart


def _names(given: Any) -> Any:
    """A list as the environment can hold it: separated by commas."""
    return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given


class Settings(BaseModel):
    """What an installation may choose; each has the default of the embedded demo.

    In the environment a setting is called `LASTMETER_` and its name in capitals, unless it says otherwise.
    """

    model_config = ConfigDict(
        frozen=True, populate_by_name=True, alias_generator=lambda name: f"LASTMETER_{name.upper()}"
    )

    database_url: str = Field("sqlite:///lastmeter.sqlite3", alias="DATABASE_URL")
    """Where the rows are: sqlite:///FILE or postgresql://USER@HOST/NAME."""
    time_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    """The bureau's, in which days begin and end."""
    disabled_plugins: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    """Names of installed plugins that are left out, separated by commas."""
    profile: Literal["development", "production"] = "development"
    """`development` loads the demo into an empty database and shows how answers come about; `production` does not."""
    strict: bool = False
    """Refuse to start when a plugin has a problem, instead of leaving it out."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Empty is as good as not set. Refuses a wrong value and says what would be right."""
        try:
            return cls.model_validate({name: value for name, value in environment.items() if value.strip()})
        except ValidationError as wrong:
            raise CannotStart(" ".join(_told(error) for error in wrong.errors())) from wrong


def _told(error: Any) -> str:
    return f"{error['loc'][0]} is {error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}."
