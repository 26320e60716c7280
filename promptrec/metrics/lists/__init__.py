"""Metrics of top-k lists that are not accuracy: what is shown, to whom, how often. numpy only.

A list is an array (places,) of item codes, best first, without repeats; it may be shorter than k.
"""

from promptrec.registry import load_all

load_all(__name__, __path__)
