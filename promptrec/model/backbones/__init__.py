"""Backbones: which there are, where their files come from, how they attend, where they run."""
