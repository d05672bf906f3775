"""What clients do with the sanitation line, a module for each group of nouns."""
