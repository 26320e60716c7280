"""A bundle over HTTP: recommend, score, explain, take feedback; checked, limited, counted."""
