"""Look for the best template, method and hyper-parameters, on valid rows only."""
