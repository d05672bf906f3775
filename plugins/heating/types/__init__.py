"""GraphQL types of the heating line, a module for each group of nouns."""
