"""Everybody's words: one table a language, the same keys in both."""
