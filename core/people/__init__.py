"""Officers, named by their posts, and the units they belong to."""
