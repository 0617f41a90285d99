"""走访: doors where something is open, notes and what comes of them, coverage, tonight's way, surveys."""
