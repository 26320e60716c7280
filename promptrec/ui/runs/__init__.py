"""What the pages New run and Runs show."""
