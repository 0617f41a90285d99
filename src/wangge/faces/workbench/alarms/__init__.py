"""转移: orders to move people, their lists, and how far everybody is."""
