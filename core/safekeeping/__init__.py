"""Safekeeping: copies of everything that is kept, and whether all of it is still what it was."""
