"""Somebody's own file, whatever program wrote it -> tables of text."""
