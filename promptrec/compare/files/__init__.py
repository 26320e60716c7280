"""Score files of any system, held against each other as runs are."""
