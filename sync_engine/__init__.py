"""Knows what must happen."""
