"""What the commands are made of: options, what options name, and results as JSON and as text."""
