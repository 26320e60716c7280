"""What opening a database needs: private files, patience with a busy one, words for its errors."""
