"""What a page is about before anybody chose: a run, a user, an item."""
