"""What plugin authors test with: a database of either kind for each test, a client, a clock that stands still.

Use it with `pytest_plugins = ["core.testing.fixtures"]` in your conftest.py.
"""
