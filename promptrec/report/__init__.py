"""A comparison and an explanation as people read them: numbers, sentences, documents, files."""
