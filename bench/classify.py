"""Categories of 2,996 real messages, seven of them, in five parts each judged by a model trained on the others: ours
beside scikit-learn's LinearSVC on plain TF-IDF of the same runs of characters, where that is at hand (`pip install
scikit-learn`; nothing of the product needs it). Then what a message costs, how large a model is, how long training
takes; and places found by a list of names in made texts: of the answers said to be sure, how many are right."""

import csv
import random
import time

from bench.world import ROOT

TITLE = "Suggested categories, and places in words"
MESSAGES = ROOT.parent / "shared" / "data" / "messages_labelled.csv"
GOAL_F1, GOAL_TWO, GOAL_MS, GOAL_SURE = 0.89, 0.98, 2, 0.98
TIMED = 1_000
TEXTS = 2_000


def run() -> list[dict[str, object]]:
    if not MESSAGES.exists():
        return [{"what": f"skipped: {MESSAGES.name} not at hand (the folder shared/data)"}, *place_rows()]
    return [*category_rows(), *place_rows()]


def read() -> tuple[list, list[str]]:
    from wangge.ground.engines.classify import Written

    with MESSAGES.open(encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    return [Written(row["title"], row["body"]) for row in rows], [row["label"] for row in rows]


def category_rows() -> list[dict[str, object]]:
    from wangge.ground.engines.classify import learn

    texts, codes = read()
    began = time.process_time()
    model, measured = learn(texts, codes)
    seconds = time.process_time() - began
    times = []
    for text in texts[:TIMED]:
        start = time.process_time()
        model.guess(text)
        times.append((time.process_time() - start) * 1e3)
    times.sort()
    return [
        {
            "what": "ours",
            "macro-F1": round(measured.macro_f1, 3),
            "goal": GOAL_F1,
            "top two": round(measured.top_two, 3),
            "goal of these": GOAL_TWO,
            "n": measured.texts,
        },
        *sklearn_rows(texts, codes),
        {
            "what": "ours, judged with a confidence of 0.9 or more",
            "accuracy": round(measured.sure_right / measured.sure, 3),
            "n": measured.sure,
        },
        {"what": "a message, p50 CPU ms", "value": round(times[len(times) // 2], 2), "goal": GOAL_MS},
        {"what": "a message, p95 CPU ms", "value": round(times[int(len(times) * 0.95)], 2), "goal": GOAL_MS},
        {"what": "a model kept, KB", "value": len(model.to_bytes()) // 1024},
        {"what": "training and measuring (six trainings), CPU s", "value": round(seconds, 1)},
    ]


def sklearn_rows(texts: list, codes: list[str]) -> list[dict[str, object]]:
    """The same five parts judged by LinearSVC."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC
    except ImportError:
        return [{"what": "scikit-learn LinearSVC: skipped, it is not installed (pip install scikit-learn)"}]
    import numpy as np

    from wangge.ground.engines.classify import FEWEST_TEXTS, TITLE_COUNTS, macro_f1, parts

    names = sorted(set(codes))
    wanted = np.array([names.index(code) for code in codes])
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=FEWEST_TEXTS)
    matrix = vectors.fit_transform([(text.title + "\n") * TITLE_COUNTS + text.body for text in texts])
    scores = np.zeros((len(texts), len(names)))
    for rest, part in parts(wanted, seed=0):
        scores[part] = LinearSVC(random_state=0).fit(matrix[rest], wanted[rest]).decision_function(matrix[part])
    order = np.argsort(-scores, axis=1)
    return [
        {
            "what": "scikit-learn LinearSVC",
            "macro-F1": round(macro_f1(order[:, 0], wanted), 3),
            "top two": round(float((order[:, :2] == wanted[:, None]).any(axis=1).mean()), 3),
            "n": len(texts),
        }
    ]


def place_rows() -> list[dict[str, object]]:
    """Texts about 300 groups, 60 estates and 40 roads of 30 villages; some name too little to be sure."""
    from wangge.ground.engines.gazetteer import Gazetteer

    rng = random.Random(11)
    entries, truth = _made_places(rng)
    book = Gazetteer(entries)
    sure = right = found = 0
    began = time.process_time()
    for _ in range(TEXTS):
        path, text = _made_text(rng, truth)
        best = book.places(text, roots=("/1/1/",))
        found += any(one.path == path for one in best)
        if best and best[0].is_sure:
            sure, right = sure + 1, right + (best[0].path == path)
    ms = (time.process_time() - began) / TEXTS * 1e3
    return [
        {"what": "places in made texts: precision of the sure ones", "value": round(right / sure, 3),
         "goal": GOAL_SURE, "n": f"{right} of {sure}"},
        {"what": "places in made texts: sure, of all", "value": round(sure / TEXTS, 3), "n": TEXTS},
        {"what": "places in made texts: right among at most three", "value": round(found / TEXTS, 3), "n": TEXTS},
        {"what": "places in a text, CPU ms", "value": round(ms, 2)},
    ]  # fmt: skip


def _made_places(rng: random.Random):
    from wangge.ground.engines.gazetteer import Entry
    from wangge.ground.engines.numerals import spell

    firsts, seconds = "荣新和兴胜光东南北高前山", "星平安盛利明珠湖岭庄河川"
    villages = rng.sample([a + b for a in firsts for b in seconds], 30)
    entries, truth = [], []
    for number, stem in enumerate(villages):
        path = f"/1/1/{200 + number}/"
        entries.append(Entry(stem, path, (f"{stem}村",)))
        for group in range(1, 11):
            word, grid = spell(group), f"{path}{(group + 4) // 5:03d}/"
            entries.append(Entry((stem, group), grid, (f"{stem}村{word}社", f"{word}社", f"{word}组")))
            truth.append((grid, (f"{stem}村{word}社", f"{stem}{word}社", f"{stem}村的{word}组", f"{word}社")))
        for nth in range(2):
            name = f"{rng.choice('金玉翠锦')}{rng.choice('华园苑庭')}{rng.choice(seconds)}{('小区', '家园')[nth]}"
            grid = f"{path}{nth + 1:03d}/"
            entries.append(Entry(name, grid, (name,)))
            truth.append((grid, (name, f"{stem}村{name}")))
    for nth in range(40):
        name, path = f"{rng.choice(firsts)}{rng.choice('阳泰宁康')}路", f"/1/1/{200 + nth % 30}/001/"
        entries.append(Entry(name, path, (name,)))
        truth.append((path, (name, f"{villages[nth % 30]}村{name}")))
    return entries, truth


def _made_text(rng: random.Random, truth) -> tuple[str, str]:
    path, names = rng.choice(truth)
    shape = rng.choice(
        ("{}路灯不亮", "麻烦看看{}门口的垃圾", "{} 停水两天了", "我家在{}，下水道堵了", "昨晚{}有人放炮")
    )
    return path, shape.format(rng.choice(names))
