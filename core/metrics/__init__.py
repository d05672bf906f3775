"""Metrics: figures that explain themselves, of any line, by any common dimension."""
