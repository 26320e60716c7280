"""The frame of the app: how it starts, what stands around every page."""
