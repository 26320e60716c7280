"""Baselines: recommenders without a language model, run beside every template."""

from promptrec.registry import load_all

load_all(__name__, __path__)
