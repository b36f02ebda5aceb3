"""Knows how to talk."""
