"""Zips and gzip files: what they say of themselves, and what they hold."""
