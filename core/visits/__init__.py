"""Visits: one line at one community on one day."""
