"""Rows of strangers' files that become rows of a line: the file as it stands, and a mapping that says what is what."""
