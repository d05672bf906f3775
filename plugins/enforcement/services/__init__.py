"""The rules of the enforcement line, by noun."""
