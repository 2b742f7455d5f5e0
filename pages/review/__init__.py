"""The quarterly review: a document of findings, figures, charts and tables, and the files it leaves the house in."""
