"""From bytes to tables of text and back: CSV, somebody's own tables, columns, numbers."""
