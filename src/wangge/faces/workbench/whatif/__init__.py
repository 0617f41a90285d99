"""推演: what is tried, how far it is, what would come of it."""
