"""Audit: who did what, in rows that are only ever added, each sealed with the one before it."""
