"""Settings, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

PROFILES = ("development", "demo", "production")
PLAIN = (
    "limits_anonymous",
    "limits_signed_in",
    "limits_machine",
    "query_seconds",
    "mutation_seconds",
    "statement_seconds",
    "wait_seconds",
    "requests_at_once",
    "documents",
    "documents_mode",
    "graphiql",
    "trusted_proxies",
    "key_file",
    "oidc_issuer",
    "oidc_audience",
    "oidc_claim",
)
"""Settings that are read as they stand."""


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
    """LASTMETER_PROFILE: `development` shows how answers come about and counts nobody; `demo` is open to the public;
    in `production` who has not signed in is the public, and the schema is shown only to those who may read it."""
    strict: bool = False
    """LASTMETER_STRICT: refuse to start when a plugin has a problem, instead of leaving it out."""

    limits_anonymous: str = ""
    """LASTMETER_LIMITS_ANONYMOUS: what a document of the public may ask for, where it differs: `depth=8, cost=300`."""
    limits_signed_in: str = ""
    """LASTMETER_LIMITS_SIGNED_IN: the same for who has signed in."""
    limits_machine: str = ""
    """LASTMETER_LIMITS_MACHINE: the same for programs."""
    query_seconds: float = 5.0
    """LASTMETER_QUERY_SECONDS: after this a query is given up."""
    mutation_seconds: float = 8.0
    """LASTMETER_MUTATION_SECONDS: after this a mutation is given up, and nothing of it is kept."""
    statement_seconds: float = 3.0
    """LASTMETER_STATEMENT_SECONDS: the most that one statement of a request may take in the database."""
    wait_seconds: float = 2.0
    """LASTMETER_WAIT_SECONDS: how long a request waits for a connection of the database; for a lock, half as long."""
    requests_at_once: int = 100
    """LASTMETER_REQUESTS_AT_ONCE: more are told to come back."""
    documents: str = ""
    """LASTMETER_DOCUMENTS: trusted documents: a folder of .graphql files, or the JSON file of a client's compiler."""
    documents_mode: str = "off"
    """LASTMETER_DOCUMENTS_MODE: what becomes of others: `off` runs them, `audit` notes them, `enforce` refuses them."""

    graphiql: str = ""
    """LASTMETER_GRAPHIQL: `on` or `off`; by itself the page is there, but not in production."""
    trusted_proxies: str = ""
    """LASTMETER_TRUSTED_PROXIES: addresses of proxies that are believed where a client comes from, with commas."""

    key_file: str = "lastmeter.key"
    """LASTMETER_KEY_FILE: the keys that sign access tokens; made at first need, for its owner only."""
    oidc_issuer: str = ""
    """LASTMETER_OIDC_ISSUER: the identity provider that people sign in at, instead of by passwords kept here."""
    oidc_audience: str = "lastmeter"
    """LASTMETER_OIDC_AUDIENCE: whom its tokens must be for."""
    oidc_claim: str = "sub"
    """LASTMETER_OIDC_CLAIM: what of its tokens is the login of an account: `sub`, `preferred_username`, …"""

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"LASTMETER_PROFILE is {self.profile!r}; it can be {', '.join(PROFILES)}")

    @property
    def is_production(self) -> bool:
        return self.profile == "production"

    @property
    def shows_page(self) -> bool:
        return self.graphiql == "on" if self.graphiql else not self.is_production

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        disabled = environment.get("LASTMETER_DISABLED_PLUGINS", "")
        return cls(
            database_url=environment.get("DATABASE_URL") or cls.database_url,
            time_zone=environment.get("LASTMETER_TIME_ZONE") or cls.time_zone,
            disabled_plugins=tuple(name.strip() for name in disabled.split(",") if name.strip()),
            profile=environment.get("LASTMETER_PROFILE") or cls.profile,
            strict=environment.get("LASTMETER_STRICT", "").lower() in {"1", "true", "yes"},
            **{
                name: type(getattr(cls, name))(environment[f"LASTMETER_{name.upper()}"])
                for name in PLAIN
                if environment.get(f"LASTMETER_{name.upper()}")
            },
        )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
