"""What the Lesson page shows."""
