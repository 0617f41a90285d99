"""The working calendar: which days and hours are worked, and when a time limit ends."""
