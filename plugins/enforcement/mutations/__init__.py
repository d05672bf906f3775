"""What clients do with the enforcement line, a module for each noun."""
