"""Blocks that several pages show: charts, pickers, forms, prompts, lists of runs and templates."""
