"""Service lines and what their cases may be about: categories and standards."""
