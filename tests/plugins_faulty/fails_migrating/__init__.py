"""Its first migration fails half-way."""
