"""What a quarter's review may claim: effects that add up, and changes that are more than chance."""
