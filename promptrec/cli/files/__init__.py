"""Commands whose result is a file for people who never see a terminal."""
