"""One spider for each access method, and `news` for all of them; what they share is in `base`."""
