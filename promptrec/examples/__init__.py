"""Data x template -> prompts: values without leakage, truncation, token ids. Never torch."""
