"""Lint: what is wrong with a template on this data, before any model is asked. Never torch."""
