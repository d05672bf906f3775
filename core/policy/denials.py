"""Denials: who was refused what for want of a right, in a log of its own, to be kept apart from the others."""

from __future__ import annotations

import logging

from core.errors import DomainError, ErrorCode
from core.policy.viewer import Viewer

log = logging.getLogger("lastmeter.denied")


def note(viewer: Viewer, refusal: DomainError) -> None:
    """One line for each answer. What may not even be seen was not found, and is in no log."""
    if refusal.code is ErrorCode.FORBIDDEN:
        log.warning("%s as %s: %s", viewer.actor or "nobody", viewer.role.name, refusal.message)


def note_stranger(address: str) -> None:
    """Somebody whose token, login or password proves nothing."""
    log.warning("somebody at %s: not signed in", address or "this machine")
