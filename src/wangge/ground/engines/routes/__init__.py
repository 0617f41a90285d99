"""Evening rounds (走访路线). Its doors: `bundled`, `plan_evening`, `replanned`; see README.md."""
