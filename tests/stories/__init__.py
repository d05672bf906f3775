"""Whole stories of the four lines, from the first word to the figure that moved, through the public endpoint only."""
