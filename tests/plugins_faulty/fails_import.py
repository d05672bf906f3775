"""It needs what is not there."""

import no_such_library_of_ours  # type: ignore[import-not-found]  # noqa: F401
