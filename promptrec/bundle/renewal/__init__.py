"""Feedback becomes rows to learn from; an update is judged on the newest of them."""
