"""Variants side by side: a template or a run, scored on the same rows as every other."""
