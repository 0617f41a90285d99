"""Chinese text: cleaned, folded for search, masked, sorted by pinyin."""
