"""Knows how to keep."""
