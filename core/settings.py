"""Settings, read once from the environment."""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
)

from core.errors import CannotStart


def _names(given: Any) -> Any:
    """A list as the environment can hold it: separated by commas."""
    return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given


def _weights(given: Any) -> Any:
    """`gas=2,heating=1.5`."""
    return dict(part.partition("=")[::2] for part in _names(given)) if isinstance(given, str) else given


Weight = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _hours(text: str) -> str:
    from core.calendar.work_time import WorkHours

    WorkHours.read(text)
    return text


def _limits(text: str) -> str:
    from core.engine.limits import Limits

    Limits.read(text, Limits())
    return text


FROM_ENVIRONMENT = ConfigDict(
    frozen=True,
    populate_by_name=True,
    alias_generator=lambda name: f"LASTMETER_{name.upper()}",
)
"""In the environment a setting is called `LASTMETER_` and its name in capitals, unless it says otherwise."""


class CaseRules(BaseModel):
    """The numbers of the closed loop.

    The limits of stages are those of a smart-city system elsewhere: examples, not Qingdao's law.
    """

    model_config = FROM_ENVIRONMENT

    work_hours: Annotated[str, AfterValidator(_hours)] = "08:00-12:00,14:00-18:00"
    """When people work on a work day."""
    filing_minutes: NonNegativeInt = 15
    """By when a reported case should be filed or refused, counted through."""
    verification_minutes: NonNegativeInt = 30
    """By when somebody should have looked whether it is real."""
    dispatch_minutes: NonNegativeInt = 15
    """By when a filed case should be sent to a unit."""
    check_minutes: NonNegativeInt = 30
    """By when a handled case should be checked."""
    closing_minutes: NonNegativeInt = 15
    """By when a checked case should be closed."""
    due_soon_minutes: NonNegativeInt = 480
    """A yellow card so many minutes of work before the deadline."""
    return_work_days: NonNegativeInt = 2
    """How long a unit may take to find that a case is not its own."""
    extensions_most: NonNegativeInt = 2
    """How often the deadline of a case may be put off."""
    suspensions_most: NonNegativeInt = 1
    """How often a case may be set aside."""
    suspension_days_most: NonNegativeInt = 365
    """And for how long at most."""
    reopen_days: NonNegativeInt = 30
    """How long after its closing a case may be opened again; later it is a new one."""
    feedback_days: NonNegativeInt = 14
    """How long after its closing residents are asked."""
    parts_most: NonNegativeInt = 10
    """Into how many a case may be parted."""
    recurrence_cases: NonNegativeInt = 3
    """So many cases at one place propose a hard case."""
    recurrence_days: NonNegativeInt = 90
    """Within so many days."""
    reported_again_days: NonNegativeInt = 30
    """A case was closed falsely when its problem is reported again within so many days; a change holds from then on."""
    similar_days: NonNegativeInt = 90
    """How far back similar cases are looked for."""
    index_weights: Annotated[dict[str, Weight], BeforeValidator(_weights)] = {}
    """How much a line weighs in the service index, where that is not 1: `gas=2,heating=1.5`."""
    escalation_hours: Annotated[tuple[NonNegativeInt, ...], BeforeValidator(_names)] = (0, 24, 72)
    """How long after the deadline a case is urged, level by level."""


class Settings(BaseModel):
    """What an installation may choose; each has the default of the embedded demo."""

    model_config = FROM_ENVIRONMENT

    database_url: str = Field("sqlite:///lastmeter.sqlite3", alias="DATABASE_URL")
    """Where the rows are: sqlite:///FILE or postgresql://USER@HOST/NAME."""
    time_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    """The bureau's, in which days begin and end."""
    disabled_plugins: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    """Names of installed plugins that are left out, separated by commas."""
    profile: Literal["development", "demo", "production"] = "development"
    """`development` loads the demo into an empty database, shows how answers come about and counts nobody; `demo` is the
    same for the public, who are counted; in `production` an empty database stays empty, who has not signed in is the
    public, and the schema is shown only to those who may read it."""
    strict: bool = False
    """Refuse to start when a plugin has a problem, instead of leaving it out."""

    attachments: str = "attachments"
    """Where photos are kept: a folder, or s3://BUCKET with the extra `s3` installed."""
    attachment_bytes_most: PositiveInt = 10 * 1024 * 1024
    """How large one file may be."""
    rules: CaseRules = CaseRules()
    """The numbers of the closed loop; each has a name of its own in the environment."""

    merge_seconds: float = 2.0
    """How often a server merges what was written into the rollups of figures; 0 for never.
    Figures are exact in any case, only dearer to ask for."""

    limits_anonymous: Annotated[str, AfterValidator(_limits)] = ""
    """What a document of the public may ask for, where it differs from the standard: `depth=8, cost=300`."""
    limits_signed_in: Annotated[str, AfterValidator(_limits)] = ""
    """The same for who has signed in."""
    limits_machine: Annotated[str, AfterValidator(_limits)] = ""
    """The same for programs."""
    query_seconds: PositiveFloat = 5.0
    """After this a query is given up."""
    mutation_seconds: PositiveFloat = 8.0
    """After this a mutation is given up, and nothing of it is kept."""
    export_seconds: PositiveFloat = 60.0
    """After this an export is given up."""
    statement_seconds: PositiveFloat = 3.0
    """The most that one statement of a request may take in the database."""
    memory_megabytes_most: NonNegativeInt = 0
    """More than this a server is not given by the system (Linux): what wants more fails alone. 0 for no limit; 1024 is ample."""
    wait_seconds: PositiveFloat = 2.0
    """How long a request waits for a connection of the database; for a lock, half as long."""
    requests_at_once: NonNegativeInt = 100
    """More are told to come back."""
    documents: str = ""
    """Trusted documents: a folder of .graphql files, or the JSON file of a client's compiler."""
    documents_mode: Literal["off", "audit", "enforce"] = "off"
    """What becomes of other documents: `off` runs them, `audit` notes them, `enforce` refuses them."""
    graphiql: Literal["auto", "on", "off"] = "auto"
    """Whether browsers get GraphiQL; `auto` is: not in production."""
    trusted_proxies: str = ""
    """Addresses of proxies that are believed where a client comes from, separated by commas."""

    row_security: Literal["auto", "required"] = "auto"
    """The wall inside PostgreSQL (`lastmeter wall`): `auto` keeps behind it where there is one, and refuses one with
    gaps; `required` refuses to start without."""
    key_file: str = "lastmeter.key"
    """The keys that sign access tokens; made at first need, for its owner only."""
    audit_anchors: str = "lastmeter.anchors"
    """Where the state of the audit trail is signed once a day, in production; best a file on another machine."""
    oidc_issuer: str = ""
    """The identity provider that people sign in at, instead of by passwords kept here."""
    oidc_audience: str = "lastmeter"
    """Whom its tokens must be for."""
    oidc_claim: str = "sub"
    """What of its tokens is the login of an account: `sub`, `preferred_username`, …"""

    @property
    def is_production(self) -> bool:
        return self.profile == "production"

    @property
    def shows_page(self) -> bool:
        return self.graphiql == "on" if self.graphiql != "auto" else not self.is_production

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Empty is as good as not set. Refuses a wrong value and says what would be right."""
        given: dict[str, Any] = {name: value for name, value in environment.items() if value.strip()}
        try:
            return cls.model_validate(given | {"rules": CaseRules.model_validate(given)})
        except ValidationError as wrong:
            raise CannotStart(" ".join(_told(error) for error in wrong.errors())) from wrong


def _told(error: Any) -> str:
    return f"{error['loc'][0]} is {error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}."


def listed(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Each variable, its value for people, and what it means."""
    for model in (settings, settings.rules):
        meant = meanings(type(model))
        for name, field in type(model).model_fields.items():
            if name != "rules":
                yield str(field.alias), _shown(getattr(model, name)), meant[name]


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """What stands below each setting. Pydantic would read it at every start, and look for the source among all that is loaded."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    return {
        above.target.id: inspect.cleandoc(below.value.value)
        for above, below in pairwise(definition.body)
        if isinstance(above, ast.AnnAssign) and isinstance(above.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, dict):
        return ",".join(f"{name}={one:g}" for name, one in value.items())
    return re.sub(r"(?<=:)[^:/@]+(?=@)", "***", str(value))
