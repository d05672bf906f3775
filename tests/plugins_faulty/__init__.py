"""Plugins that are wrong, each in one way: what they may do to the others is in test_faults.py."""
