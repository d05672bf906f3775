"""It ends the program when it is imported."""

raise SystemExit("bye")
