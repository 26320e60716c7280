"""Baselines: recommenders without a language model, run beside every template."""
