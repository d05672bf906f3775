"""Every test uses the fixtures that plugin authors are given."""

pytest_plugins = ["core.testing.fixtures"]
