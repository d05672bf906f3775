"""Convenience measures (便民举措), launched in batches."""
