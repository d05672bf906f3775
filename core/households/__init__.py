"""Households: the doors that a visit knocks at."""
