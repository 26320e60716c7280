"""What the Templates page shows."""
