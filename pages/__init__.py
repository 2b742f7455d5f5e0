"""Pages: one file each, read top to bottom as the page appears."""
