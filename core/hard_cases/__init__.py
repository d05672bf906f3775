"""Hard cases (局长包区包案): batches, who answers for what, and a plan for each case."""
