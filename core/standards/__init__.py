"""Standards: when a case is filed, when it may be closed, and how long it may take."""
