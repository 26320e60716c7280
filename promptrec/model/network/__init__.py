"""The network of a scorer: backbone, soft tokens and head, and what its numbers mean."""
