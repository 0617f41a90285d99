"""k-means-constrained in a process of its own: its OR-Tools and highspy cannot be loaded into one."""

import time

import numpy as np


def grouped(places: np.ndarray, weight: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Groups of about equal weight, and the CPU seconds; an atom goes where most of its copies went."""
    from k_means_constrained import KMeansConstrained

    began = time.process_time()
    each = max(1.0, float(np.median(weight)) / 8)
    copies = np.repeat(np.arange(len(places)), np.maximum(1, np.round(weight / each)).astype(int))
    mean = len(copies) / count
    model = KMeansConstrained(
        count, size_min=int(mean * 0.95), size_max=int(mean * 1.05) + 1, random_state=1, n_init=2
    ).fit(places[copies])
    votes = np.zeros((len(places), count))
    np.add.at(votes, (copies, model.labels_), 1)
    return votes.argmax(axis=1), time.process_time() - began
