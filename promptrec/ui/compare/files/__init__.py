"""Scores that somebody brings, with the verdict that runs get."""
