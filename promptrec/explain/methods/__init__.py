"""Ways to explain one score: values per token, per field, per layer."""
