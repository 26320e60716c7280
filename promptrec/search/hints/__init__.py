"""Words that would help: proposed by a gradient, really scored, on rows that are learned from."""
