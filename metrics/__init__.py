"""What the numbers mean: pure functions over frames and numbers, no input or output."""
