"""Which category a text sounds like: TF-IDF of its runs of one to three characters, one linear model for each category.

Each category is told from all others by a support vector machine with squared hinge loss, trained by dual coordinate
descent, all categories side by side; the objective is that of scikit-learn's LinearSVC. Deterministic under its seed.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wangge.ground.foundation.folding import fold

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]

LONGEST = 2_000  # characters of a text that are read
TITLE_COUNTS = 5  # how often a title is read besides the text it may stand in
RUNS = 3  # characters in the longest run
FEWEST_TEXTS = 4  # a run that fewer texts have says little of another
MOST_RUNS = 80_000  # kept in a model: those with the greatest weight
PENALTY = 1.0
ROUNDS = 25
SETTLED = 0.1  # no text pulls harder than this: the solution is near
LEAST_TELLING = 0.3
FOLDS = 5
SHARPNESS = np.geomspace(0.5, 20, 40)
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_BITS = 32


@dataclass(frozen=True, slots=True)
class Written:
    """A text to judge: its title and its body."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A category and how sure the model is of it, 0 to 1; the confidences of all categories make 1."""

    code: str
    confidence: float


@dataclass(frozen=True)
class Measured:
    """How well models trained on a part told the categories of the rest, over all parts."""

    texts: int
    categories: int
    right: int
    right_in_two: int
    macro_f1: float
    sure: int  # texts judged with a confidence of 0.9 or more
    sure_right: int

    @property
    def accuracy(self) -> float:
        return self.right / self.texts

    @property
    def top_two(self) -> float:
        return self.right_in_two / self.texts


class Classifier:
    """A trained model; guesses, and goes to bytes and back."""

    def __init__(
        self, codes: Sequence[str], runs: Ids, rarity: Floats, weights: Floats, bias: Floats, sharpness: float
    ):
        self.codes = tuple(codes)
        self._runs, self._rarity, self._weights, self._bias = runs, rarity, weights, bias
        self._sharpness = sharpness

    def guess(self, text: Written) -> list[Guess]:
        """All categories, the likeliest first."""
        sure = _confidences(self.scores(text)[None, :], self._sharpness)[0]
        order = np.argsort(-sure, kind="stable")
        return [Guess(self.codes[place], float(sure[place])) for place in order]

    def scores(self, text: Written) -> Floats:
        """How far the text lies on each category's side."""
        return self.scores_of(_counted(text))

    def scores_of(self, counted: tuple[Ids, Floats]) -> Floats:
        """The same, for a text whose runs are counted already."""
        places, values = _vector(counted, self._runs, self._rarity)
        scores: Floats = values @ self._weights[places] + self._bias
        return scores

    def to_bytes(self) -> bytes:
        """The model as it is kept: weights rounded to half precision, compressed."""
        file = io.BytesIO()
        np.savez_compressed(
            file, codes=np.array(self.codes), runs=self._runs.astype(np.uint32), rarity=self._rarity.astype(np.float32),
            weights=self._weights.astype(np.float16), bias=self._bias, sharpness=np.array(self._sharpness),
        )  # fmt: skip
        return file.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Classifier":
        """A kept model. Raises ValueError for anything else."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as file:
            return cls(
                [str(code) for code in file["codes"]], file["runs"].astype(np.int64), file["rarity"].astype(np.float64),
                file["weights"].astype(np.float32), file["bias"], float(file["sharpness"]),
            )  # fmt: skip


def learn(texts: Sequence[Written], codes: Sequence[str], *, seed: int = 0) -> tuple[Classifier, Measured]:
    """Train on all texts, and measure by five parts. Raises ValueError for too few categories or texts.

    The confidences are fitted to the parts, so that 0.9 is right nine times in ten.
    """
    names = sorted(set(codes))
    wanted = np.array([names.index(code) for code in codes], dtype=np.int64)
    if len(names) < 2 or min(Counter(codes).values()) < 2 or len(texts) < FOLDS:
        raise ValueError("two categories with two texts each are needed, and as many texts as parts")
    counted = [_counted(text) for text in texts]
    scores = np.zeros((len(texts), len(names)))
    for rest, part in parts(wanted, seed=seed):
        model = _trained([counted[i] for i in rest], wanted[rest], names, seed=seed)
        for i in part:
            scores[i] = model.scores_of(counted[i])
    sharpness = _sharpness(scores, wanted)
    model = _trained(counted, wanted, names, seed=seed)
    model._sharpness = sharpness
    return model, _measured(scores, wanted, sharpness)


def parts(wanted: Ids, *, seed: int) -> Iterator[tuple[Ids, Ids]]:
    """The texts in five parts with a like share of each category: all others, and the part."""
    order = np.random.default_rng(seed).permutation(len(wanted))
    order = order[np.argsort(wanted[order], kind="stable")]
    part = np.empty(len(wanted), dtype=np.int64)
    part[order] = np.arange(len(wanted)) % FOLDS
    for number in range(FOLDS):
        yield np.flatnonzero(part != number), np.flatnonzero(part == number)


def _counted(text: Written) -> tuple[Ids, Floats]:
    """The runs of a text as numbers in order, and how often each occurs."""
    body, title = fold(text.body[:LONGEST]), fold(text.title[:LONGEST])
    runs = [_runs(body), *[_runs(title)] * TITLE_COUNTS]
    found, counts = np.unique(np.concatenate(runs), return_counts=True)
    return found.astype(np.int64), 1 + np.log(counts)


def _runs(text: str) -> npt.NDArray[np.uint64]:
    """Each run of one to three characters as a number of 32 bits."""
    signs = np.frombuffer(f" {text} ".encode("utf-32-le", "ignore"), dtype="<u4").astype(np.uint64)
    mixed = [sign * np.uint64(by) for sign, by in zip((signs,) * RUNS, _MIX, strict=True)]
    found, so_far = [], np.zeros(len(signs), dtype=np.uint64)
    for length in range(RUNS):
        so_far = so_far[: len(signs) - length] + mixed[length][length:]
        found.append((so_far ^ (so_far >> np.uint64(29))) * np.uint64(_MIX[0]) >> np.uint64(64 - _BITS))
    return np.concatenate(found)


def _vector(counted: tuple[Ids, Floats], runs: Ids, rarity: Floats) -> tuple[Ids, Floats]:
    """Where the known runs of a text stand in the model, and what they weigh, the whole of length one."""
    found, often = counted
    places = np.searchsorted(runs, found)
    places[places == len(runs)] = 0
    known = runs[places] == found
    values = often[known] * rarity[places[known]]
    length = float(np.sqrt(values @ values))
    return places[known], values / length if length else values


def _trained(counted: Sequence[tuple[Ids, Floats]], wanted: Ids, names: Sequence[str], *, seed: int) -> Classifier:
    runs, having = np.unique(np.concatenate([found for found, _often in counted]), return_counts=True)
    kept = having >= min(FEWEST_TEXTS, len(counted) // len(names))
    runs, having = runs[kept], having[kept]
    rarity = np.log((1 + len(counted)) / (1 + having)) + 1
    vectors = [_vector(one, runs, rarity) for one in counted]
    telling = _telling(vectors, wanted, size=len(runs), categories=len(names))
    weights, bias = _solved(vectors, wanted, telling, seed=seed)
    if len(runs) > MOST_RUNS:
        greatest = np.sort(np.argpartition(-np.abs(weights).max(axis=1), MOST_RUNS)[:MOST_RUNS])
        runs, rarity, weights = runs[greatest], rarity[greatest], weights[greatest]
    return Classifier(names, runs, rarity, weights, bias, 1.0)


def _telling(vectors: Sequence[tuple[Ids, Floats]], wanted: Ids, *, size: int, categories: int) -> Floats:
    """How well each run tells a category from the rest: the root of its log-count ratio (Wang and Manning 2012).

    Scaled so that texts keep the length one on average.
    """
    sums = np.zeros((size, categories))
    for (places, values), category in zip(vectors, wanted, strict=True):
        sums[places, category] += values
    inside, outside = sums + 1, sums.sum(axis=1, keepdims=True) - sums + 1
    ratio = np.abs(np.log(inside / inside.sum(axis=0)) - np.log(outside / outside.sum(axis=0)))
    telling = np.sqrt(ratio / (ratio.mean(axis=0) + 1e-12)) + LEAST_TELLING
    squares = np.mean([(values**2) @ telling[places] ** 2 for places, values in vectors], axis=0)
    scaled: Floats = telling / np.sqrt(squares + 1e-12)
    return scaled


def _solved(vectors: Sequence[tuple[Ids, Floats]], wanted: Ids, telling: Floats, *, seed: int) -> tuple[Floats, Floats]:
    """The weight of each run and the bias: dual coordinate descent (Hsieh et al. 2008), the categories side by side."""
    size, categories = telling.shape
    side = np.where(wanted[:, None] == np.arange(categories), 1.0, -1.0)
    weights, bias, pull = np.zeros((size, categories)), np.zeros(categories), np.zeros((len(vectors), categories))
    slack, order = 1 / (2 * PENALTY), np.random.default_rng(seed)
    for _round in range(ROUNDS):
        strongest = 0.0
        for i in order.permutation(len(vectors)):
            places, values = vectors[i]
            row = values[:, None] * telling[places]
            slope = side[i] * ((row * weights[places]).sum(axis=0) + bias) - 1 + pull[i] * slack
            slope[(pull[i] == 0) & (slope > 0)] = 0
            strongest = max(strongest, float(np.abs(slope).max()))
            after = np.maximum(pull[i] - slope / ((row * row).sum(axis=0) + 1 + slack), 0)
            step = (after - pull[i]) * side[i]
            if step.any():
                weights[places] += row * step
                bias += step
                pull[i] = after
        if strongest < SETTLED:
            break
    return weights * telling, bias


def _confidences(scores: Floats, sharpness: float) -> Floats:
    raised = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _sharpness(scores: Floats, wanted: Ids) -> float:
    """How steeply a lead becomes certainty: what makes the true categories likeliest."""
    rows = np.arange(len(wanted))
    losses = [-np.log(_confidences(scores, s)[rows, wanted] + 1e-12).mean() for s in SHARPNESS]
    return float(SHARPNESS[int(np.argmin(losses))])


def _measured(scores: Floats, wanted: Ids, sharpness: float) -> Measured:
    order = np.argsort(-scores, axis=1, kind="stable")
    first = order[:, 0]
    sure = _confidences(scores, sharpness).max(axis=1) >= 0.9
    return Measured(
        texts=len(wanted), categories=scores.shape[1], right=int((first == wanted).sum()),
        right_in_two=int((order[:, :2] == wanted[:, None]).any(axis=1).sum()), macro_f1=macro_f1(first, wanted),
        sure=int(sure.sum()), sure_right=int((first == wanted)[sure].sum()),
    )  # fmt: skip


def macro_f1(found: Ids, wanted: Ids) -> float:
    """The mean over the categories of the harmonic mean of precision and recall."""
    each = []
    for category in np.unique(wanted):
        both = int(((found == category) & (wanted == category)).sum())
        each.append(2 * both / (int((found == category).sum()) + int((wanted == category).sum())))
    return float(np.mean(each))
