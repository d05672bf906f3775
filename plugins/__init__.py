"""One folder for each service line that comes with lastmeter. They enter by the door that is open to everybody."""
