"""What stakeholders are shown: one comparison or one explanation, to be read."""
