"""Facilities that people look for: public toilets and the like."""
