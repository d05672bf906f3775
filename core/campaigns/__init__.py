"""Campaigns: what the drives and campaigns of all lines share. Only the plan is kept; what was reached is counted."""
