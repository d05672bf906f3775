"""GraphQL types of the sanitation line, a module for each group of nouns."""
