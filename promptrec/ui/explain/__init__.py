"""What the Explain page shows."""
