"""The front door: HTTP in, bytes out."""
