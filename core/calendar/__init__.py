"""Work days, work hours, and the limits that are counted in them."""
