"""Published figures, kept apart from what is computed, and the front page that shows both."""
