"""What clients do with the heating line, a module for each group of nouns."""
