"""GraphQL types of the gas line, a module for each group of nouns."""
