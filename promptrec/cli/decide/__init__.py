"""Commands whose result is a file for whoever decides and never sees a terminal."""
