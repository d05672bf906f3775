"""Calls about heating from the files of other hotlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import Import, Outcome, Record, Take
from plugins.heating.models import HeatingCall, HeatingCallTopic
from plugins.heating.services.calls import record_call
from plugins.heating.services.seasons import read_seasons


@dataclass(frozen=True)
class CallRecord:
    """One record, as a call is told of."""

    community_code: str
    address: str | None
    is_place_known: bool
    topic: HeatingCallTopic
    called_at: datetime
    note: str | None
    household: None = None


def begin(session: Session, now: datetime, zone: ZoneInfo) -> Take:
    seasons, known = read_seasons(session), set(session.scalars(select(HeatingCall.reference)))

    def take(record: Record) -> Outcome:
        reference = record.text("reference")
        if reference in known:
            return Outcome.KNOWN
        record_call(session, call_of(record, zone), seasons, now=now, zone=zone, reference=reference)
        known.add(reference)
        return Outcome.TAKEN

    return take


def call_of(record: Record, zone: ZoneInfo) -> CallRecord:
    """Where the mapping gave the community, the place is unknown, though the address may be told."""
    return CallRecord(
        community_code=record.text("community"),
        address=record.maybe("address"),
        is_place_known=record.is_known("community"),
        topic=record.word("topic", HeatingCallTopic),
        called_at=record.moment("called_at", zone),
        note=record.maybe("note"),
    )


IMPORTS = [
    Import(
        "heating-calls",
        "Calls about heating from the file of a hotline; calls out of season are refused, as by telephone.",
        {
            "reference": "The call's number in its own system, by which it is known when the file is imported again.",
            "called_at": "When somebody called.",
            "community": "12-digit code of the community, or a word that the mapping turns into one.",
            "address": "The caller's address; it alone does not say in which community that is.",
            "topic": f"One of {', '.join(HeatingCallTopic.__members__)}.",
            "note": "More about it.",
        },
        frozenset({"reference", "called_at", "community", "topic"}),
        begin,
    )
]
