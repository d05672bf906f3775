"""The language of refusals: Chinese or English, as Accept-Language says."""

from __future__ import annotations

from functools import lru_cache

from core.http.media import weight_of

LANGUAGES = ("en", "zh")


@lru_cache(maxsize=256)
def language_of(accept: str) -> str:
    """The one of ours that the client likes best; English where it names neither."""
    best, chosen = 0.0, LANGUAGES[0]
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        language, weight = name.partition("-")[0], weight_of(parameters)
        if language in LANGUAGES and weight > best:
            best, chosen = weight, language
    return chosen
