"""Public data sets in the files that their makers publish; one file per layout."""
