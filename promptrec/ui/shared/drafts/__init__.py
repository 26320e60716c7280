"""Drafts beyond one visit."""
