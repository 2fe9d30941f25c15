"""What other libraries call it: features."""
