"""What other libraries call it: frequency."""
