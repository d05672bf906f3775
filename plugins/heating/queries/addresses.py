"""Addresses that call again and again. One that nobody knows, such as a map's default point, is no address."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, Integer, bindparam, distinct, func, select

from core import DateWindow, Listing, Page, Question, Viewed, Viewer, asked_rulebook
from core.policy.policy import Reach
from core.windows import checked
from plugins.heating.models import HeatingCall
from plugins.heating.rules import REPEAT_CALLS
from plugins.heating.types.calls import HeatingRepeatAddress

REPEATED = Viewed(
    lambda seen: (
        select(
            HeatingCall.address,
            HeatingCall.community_id,
            func.count(),
            func.count(distinct(HeatingCall.season)),
            func.min(HeatingCall.called_on),
            func.max(HeatingCall.called_on),
        )
        .where(
            *seen(HeatingCall),
            HeatingCall.address.is_not(None),
            HeatingCall.is_place_known,
            HeatingCall.called_on >= bindparam("since", type_=Date()),
            HeatingCall.called_on < bindparam("until", type_=Date()),
        )
        .group_by(HeatingCall.community_id, HeatingCall.address)
        .having(func.count() >= bindparam("least", type_=Integer()))
    )
)
ADDRESSES: Listing[Sequence[Any]] = Listing(
    "HeatingRepeatAddress", lambda row: (-row[2], row[0], row[1]), int, str, int
)


def page_of_addresses(
    window: DateWindow, question: Question, first: int | None, after: str | None
) -> Generator[Any, Any, Page[HeatingRepeatAddress]]:
    """The most calls first. How many make an address repeat, the rules of the window's last day say."""
    checked(window)
    least = (yield from asked_rulebook()).on(window.to - timedelta(days=1))[REPEAT_CALLS]
    found = yield REPEATED(question.context.viewer, since=window.from_, until=window.to, least=least)
    shown = ADDRESSES.shown(found, first, after)
    names_door = _names_doors(question.context.viewer)
    return shown.page([_address(row[0] if names_door else "***", *row[1:]) for row in shown.items])


def _names_doors(viewer: Viewer) -> bool:
    """Wherever somebody may see the rows, also whose door it is."""
    contact, read = viewer.grant("household.contact"), viewer.grant("household.read")
    if contact is None or read is None or contact.is_masked or contact.may_unmask:
        return False
    return contact.reach in (Reach.ALL, read.reach)


def _address(address: str, community: Any, calls: int, seasons: int, first: Any, last: Any) -> HeatingRepeatAddress:
    return HeatingRepeatAddress(
        address=address, community=community, calls=calls, seasons=seasons, first_called_on=first, last_called_on=last
    )
