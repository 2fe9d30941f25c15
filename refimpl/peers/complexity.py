"""What other libraries call it: complexity."""
