"""Packages of their own, with tests of their own: they are run as whoever wrote them would, not collected with ours."""

collect_ignore = ["water"]
