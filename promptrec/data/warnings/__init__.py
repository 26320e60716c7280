"""What a data set says that is allowed but probably not meant; one file a kind."""
