"""What other libraries call it: optimization."""
