"""Measures lastmeter against its limit and its peers, on the same database and data: see README.md."""
