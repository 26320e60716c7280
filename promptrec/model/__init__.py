"""Backbones, heads and the scorer: token ids in, scores out. Loading torch is left to the files."""
