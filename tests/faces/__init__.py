"""The phone pages in a real browser."""
