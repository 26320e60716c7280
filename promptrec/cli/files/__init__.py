"""Commands on files of other programs; they need no home."""
