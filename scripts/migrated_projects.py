"""Real projects with process pools, and for each a driver that runs the function at the site on real data.

A driver defines `main(texts)`: `texts` are source files of real projects, always the same ones. What it
returns must not depend on how the work was spread. `OPTION` is `{"use_threads": True}` where the function
takes that option, as it does once it is rewritten; what an option of a class does, `allow` sets.
"""

from dataclasses import dataclass

HEAD = """
import inspect

def option(function):
    return {"use_threads": True} if "use_threads" in inspect.signature(function).parameters else {}

def allow(owner):
    if hasattr(owner, "use_threads"):
        owner.use_threads = True
"""


@dataclass(frozen=True, slots=True)
class Project:
    """`requires` are installed besides the project and its own dependencies; `builds` may lack a wheel."""

    name: str
    version: str
    driver: str
    requires: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()


RANK_BM25 = """
import re
from rank_bm25 import BM25Okapi

WORD = re.compile(r"[A-Za-z_]+")

def words(text):
    return [word.lower() for word in WORD.findall(text)]

def main(texts):
    allow(BM25Okapi)
    index = BM25Okapi(texts, tokenizer=words)
    return [round(float(score), 6) for score in index.get_scores(["return", "path", "self"])]
"""

MESA = """
import mesa

class Walker(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        self.place = 0

    def step(self):
        self.place += self.random.choice((-1, 1))

class Walk(mesa.Model):
    def __init__(self, walkers=10, rng=None):
        super().__init__(rng=rng)
        for _ in range(walkers):
            Walker(self)
        self.datacollector = mesa.DataCollector(model_reporters={"far": furthest})

    def step(self):
        self.agents.do("step")
        self.datacollector.collect(self)

def furthest(model):
    return max(abs(agent.place) for agent in model.agents)

def main(texts):
    found = mesa.batch_run(
        Walk, {"walkers": [60, 90, 120]}, number_processes=2, rng=[1, 2, 3, 4], max_steps=100,
        display_progress=False, **option(mesa.batch_run),
    )
    return sorted((row["RunId"], row["walkers"], row["far"]) for row in found)
"""

SACREBLEU = """
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.significance import PairedTest

def main(texts):
    allow(PairedTest)
    lines = [line.strip() for text in texts for line in text.splitlines() if len(line.split()) > 4][:400]
    systems = [("whole", lines)]
    for drop in (3, 4, 5):
        rest = [" ".join(w for n, w in enumerate(line.split()) if n % drop) for line in lines]
        systems.append((f"without {drop}", rest))
    test = PairedTest(systems, {"BLEU": BLEU(references=[lines]), "CHRF": CHRF(references=[lines])},
                      references=None, test_type="bs", n_samples=300, n_jobs=2)
    signatures, scores = test()
    return {name: [str(one) for one in row] for name, row in scores.items()}
"""

NX_PARALLEL = """
import networkx as nx

def main(texts):
    graph = nx.gnm_random_graph(260, 1500, seed=7)
    settings = nx.config.backends.parallel
    settings.active = True
    settings.n_jobs = 2
    return {
        "triangles": sorted(nx.triangles(graph, backend="parallel").items()),
        "harmonic": sorted(
            (node, round(v, 9)) for node, v in nx.harmonic_centrality(graph, backend="parallel").items()),
        "vitality": [round(v, 6) for _, v in sorted(
            nx.closeness_vitality(graph.subgraph(range(60)).copy(), backend="parallel").items())],
        "efficiency": round(nx.local_efficiency(graph, backend="parallel"), 12),
        "isolates": nx.number_of_isolates(graph, backend="parallel"),
    }
"""

SACREMOSES = """
from sacremoses import MosesTokenizer
from sacremoses.util import parallelize_preprocess

def main(texts):
    lines = [line for text in texts for line in text.splitlines() if line.strip()][:6000]
    tokenize = MosesTokenizer("en").tokenize
    return list(parallelize_preprocess(tokenize, lines, 2, **option(parallelize_preprocess)))
"""

NLTK = """
from nltk.stem.porter import PorterStemmer
from nltk.util import parallelize_preprocess

STEMMER = PorterStemmer()

def stems(text):
    return [STEMMER.stem(word) for word in text.split()]

def main(texts):
    return list(parallelize_preprocess(stems, texts[:30], 2, **option(parallelize_preprocess)))
"""

DEEPDIFF = """
import ast
from deepdiff._multiprocessing import MPConfig, compute_hashes_parallel

def tree(text):
    return [(type(node).__name__, sorted(f for f in node._fields)) for node in ast.walk(ast.parse(text))]

def main(texts):
    jobs = [(tree(text)[:900], f"root[{n}]") for n, text in enumerate(texts[:16])]
    return compute_hashes_parallel(jobs, {}, MPConfig(True, 2, 1), **option(compute_hashes_parallel))
"""

REUSE = """
import tempfile
from pathlib import Path
from reuse.project import Project
from reuse.report import ProjectReport

def main(texts):
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "LICENSES").mkdir()
        (root / "LICENSES" / "MIT.txt").write_text("MIT License")
        for number, text in enumerate(texts[:60]):
            head = "# SPDX-" + "FileCopyrightText: 2026 Somebody\\n# SPDX-" + "License-Identifier: MIT\\n"
            (root / f"file{number}.py").write_text((head if number % 3 else "") + text, encoding="utf-8")
        report = ProjectReport.generate(Project(root), multiprocessing=True,
                                        **option(ProjectReport.generate))
        return sorted(
            (Path(one.path).name, str(one.spdxfile.chk_sum), sorted(one.licenses))
            if hasattr(one, "licenses") else (Path(one.path).name, str(one.spdxfile.chk_sum))
            for one in report.file_reports
        )
"""

LIZARD = """
import tempfile
from pathlib import Path
from lizard_core import analysis
from lizard_core.analysis import _map_in_pool
from lizard_core.extensions import get_extensions
from lizard_core.file_analyzer import FileAnalyzer

def main(texts):
    with tempfile.TemporaryDirectory() as name:
        paths = []
        for number, text in enumerate(texts[:60]):
            path = Path(name) / f"file{number:03}.py"
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        analyzer = FileAnalyzer(get_extensions([]))
        found = _map_in_pool(analyzer, paths, 2, **option(_map_in_pool))
        return sorted(
            (Path(one.filename).name, one.nloc,
             [(f.long_name, f.cyclomatic_complexity) for f in one.function_list])
            for one in found
        )
"""

DATASETS = """
from datasets.parallel.parallel import _map_with_multiprocessing_pool
from datasets.utils.py_utils import _single_map_nested

def count(text):
    return sorted({word: text.count(word) for word in set(text.split())}.items())[:40]

def main(texts):
    take = _map_with_multiprocessing_pool
    return take(count, texts[:80], 2, False, 1, (list,), True, None, _single_map_nested, **option(take))
"""

MLXTEND = """
import matplotlib
matplotlib.use("Agg")
import numpy as np
from mlxtend.plotting import plot_decision_regions

class Nearest:
    def __init__(self, points, labels):
        self.points, self.labels = points, labels

    def predict(self, asked):
        return np.array([self.labels[((self.points - one) ** 2).sum(axis=1).argmin()] for one in asked])

def main(texts):
    rng = np.random.default_rng(1)
    points, labels = rng.normal(size=(24, 2)), np.arange(24) % 3
    points[labels == 1] += 2
    axes = plot_decision_regions(points, labels, clf=Nearest(points, labels), n_jobs=2,
                                 **option(plot_decision_regions))
    paths = [path for collection in axes.collections for path in collection.get_paths()]
    return [round(float(value), 6) for path in paths for value in path.vertices.ravel()[:50]]
"""

PYLDAVIS = """
import numpy as np
import pandas as pd
from pyLDAvis import _prepare

def main(texts):
    rng = np.random.default_rng(3)
    topics, terms = 3, 120
    dists = rng.dirichlet(np.ones(terms) * 0.1, topics)
    dists = pd.DataFrame(dists)
    dists.index.name = "topic"
    dists.columns.name = "term"
    freq = pd.Series(rng.integers(5, 500, terms).astype(float))
    proportion = freq / freq.sum()
    share = pd.Series(np.full(topics, 1 / topics))
    counts = dists.mul(freq, axis=1)
    vocabulary = pd.Series([f"word{n}" for n in range(terms)])
    vocabulary.name = "vocab"
    take = _prepare._topic_info
    info = take(dists, share, freq, counts, vocabulary, 0.05, 10, 2, **option(take))
    return info.round(9).to_csv()
"""

AUTOFLAKE = """
import io
import tempfile
from pathlib import Path
import autoflake

def main(texts):
    with tempfile.TemporaryDirectory() as name:
        for number, text in enumerate(texts[:80]):
            (Path(name) / f"file{number:03}.py").write_text(text, encoding="utf-8")
        words = ["autoflake", "--jobs", "2", "--recursive", "--in-place", "--remove-all-unused-imports",
                 "--remove-unused-variables", name]
        code = autoflake._main(words, standard_out=io.StringIO(), standard_error=io.StringIO())
        return code, [path.read_text(encoding="utf-8") for path in sorted(Path(name).glob("*.py"))]
"""

PROJECTS = (
    Project("autoflake", "2.4.0", AUTOFLAKE),
    Project("rank-bm25", "0.2.2", RANK_BM25),
    Project("mesa", "3.5.1", MESA, ("networkx",)),
    Project("sacrebleu", "2.6.0", SACREBLEU),
    Project("nx-parallel", "0.4", NX_PARALLEL),
    Project("sacremoses", "0.2.0", SACREMOSES),
    Project("nltk", "3.10.4", NLTK),
    Project("deepdiff", "9.1.0", DEEPDIFF),
    Project("reuse", "1.0.0", REUSE, ("setuptools<81",)),
    Project("lizard", "1.24.3", LIZARD),
    Project("datasets", "5.2.0", DATASETS, builds=("pyyaml",)),
    Project("mlxtend", "0.25.0", MLXTEND),
    Project("pyLDAvis", "3.4.1", PYLDAVIS, ("setuptools<81",)),
)
