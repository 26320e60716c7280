"""The best items for one user."""
