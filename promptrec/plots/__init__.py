"""Plots: Plotly figures made from results. Words are handed in; no page, no store is known here."""
