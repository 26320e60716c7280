"""Data sets: loading and checking, words for raw values, splits, histories."""
