"""What a variant is worth beyond its accuracy: lists, groups, flips, cost, formats, cold start."""
