"""Where data lives and how it gets in: the only room that writes."""
