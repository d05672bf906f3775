"""Personal texts: shown for a reason that is given, so often a day; erased on request; never without a trace."""
