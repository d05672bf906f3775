"""Cases: one matter from report to verified close."""
