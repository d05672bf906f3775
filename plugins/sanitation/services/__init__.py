"""The rules of the sanitation line, by noun."""
