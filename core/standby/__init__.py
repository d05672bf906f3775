"""Special periods (Spring Festival, a cold wave), and who and what stands by in them."""
