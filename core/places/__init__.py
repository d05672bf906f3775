"""Districts, streets and communities: the places that are served."""
