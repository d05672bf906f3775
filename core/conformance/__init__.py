"""What every service line must be like, as tests that any line can run on itself where it is installed:

pytest --pyargs core.conformance --line water

Each test says what it holds the line to; what fails says where, and how to mend it.
"""
