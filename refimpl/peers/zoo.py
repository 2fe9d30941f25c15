"""What other libraries call it: zoo."""
