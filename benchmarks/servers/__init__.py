"""What lastmeter is measured against in Python, each served by uvicorn."""
