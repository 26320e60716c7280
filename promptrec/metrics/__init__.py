"""Metrics: numbers that judge scores and rankings, with intervals over users. numpy, scipy."""

from promptrec.registry import load_all

load_all(__name__, __path__)
