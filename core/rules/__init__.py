"""Rules that the bureau may change from a day on: cycles, limits, standards, curves. Declared with a default, kept as rows."""
