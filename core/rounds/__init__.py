"""Rounds: every month all lines go into the communities together."""
