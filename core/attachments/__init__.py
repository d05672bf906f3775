"""Photos and papers: their bytes, and what they prove."""
