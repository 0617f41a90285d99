"""A year of a county, played through in seconds: who waits, who is late, how much each carries."""
