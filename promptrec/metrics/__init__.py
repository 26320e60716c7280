"""Metrics: numbers that judge scores and rankings, with intervals over users. numpy, scipy."""
