"""What pages share: filters, cards, tables, the show-the-work dialog, downloads, session."""
