"""One file per kind of split."""
