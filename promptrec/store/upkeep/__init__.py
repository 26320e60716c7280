"""What is done to runs that are over."""
