"""Measurements: each module has a TITLE and `run() -> list of rows`; `bench/run.py` prints and keeps the tables."""
