"""Runs are carried out here: a supervisor for each home, a fresh process for each run."""
