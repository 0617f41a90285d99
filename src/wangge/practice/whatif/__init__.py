"""政策推演: what other norms, time limits and capacities would do to a place, played through on its own numbers."""
