"""What clients do with the gas line, a module for each group of nouns."""
