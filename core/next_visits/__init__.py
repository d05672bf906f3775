"""Where to go next: communities ranked by reasons that core and the lines contribute."""
