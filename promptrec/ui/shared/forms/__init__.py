"""Boxes for settings, made from how the settings are declared."""
