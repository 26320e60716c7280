"""Tests of an explanation: removal, random weights, other methods, other words."""
