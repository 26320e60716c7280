"""The database: runs (which are also the queue), measures, templates, looks at test, pins."""
