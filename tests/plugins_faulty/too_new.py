"""It was written for what there is not yet."""

LASTMETER_API = 99
