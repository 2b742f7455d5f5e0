"""Plotly figures: a DataFrame in, a Figure out; one module per subject."""
