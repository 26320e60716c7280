"""The lesson as people read it: its words about one prompt, and the sheet for a class."""
