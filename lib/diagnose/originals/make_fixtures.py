"""Runs the original implementations on made-up data and writes what they say beside this file.

    python3.11 -m venv /tmp/originals
    /tmp/originals/bin/pip install -r lib/diagnose/originals/requirements.txt
    /tmp/originals/bin/pip install --no-deps sfr-pyrca==1.0.1
    /tmp/originals/bin/python lib/diagnose/originals/make_fixtures.py
"""

import csv
import json
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from baro.root_cause_analysis import robust_scorer
from baro.utility import read_data
from causallearn.search.ConstraintBased.PC import pc
from pyrca.analyzers.epsilon_diagnosis import EpsilonDiagnosis, EpsilonDiagnosisConfig
from pyrca.analyzers.rcd import RCD, RCDConfig

from made_up import incident, intervention, linear_system

HERE = Path(__file__).parent
INCIDENTS = range(1, 51)
GRAPHS = range(101, 131)
INTERVENTIONS = range(201, 221)
RUNS = range(20)
ALPHAS = [0.01, 0.05]


def packages(*names):
    return {name: version(name) for name in names}


def baro_ranks(made):
    """The metrics by fse-baro, from a file with the gaps left empty, read by the package's own reader."""
    names = ["_".join(indicator) for indicator in made["indicators"]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["time", *names])
            for row, values in enumerate(zip(*made["columns"])):
                writer.writerow([row, *("" if x is None else repr(x) for x in values)])
        ranks = robust_scorer(read_data(str(path)), inject_time=made["onset"])["ranks"]
    return [names.index(rank) for rank in ranks]


def epsilon(made):
    """PyRCA's correlations of the last rows in equal number, gaps filled by the window's mean, and its thresholds."""
    names = ["_".join(indicator) for indicator in made["indicators"]]
    table = pd.DataFrame(dict(zip(names, made["columns"])), dtype=float)
    before, after = table.iloc[: made["onset"]], table.iloc[made["onset"] :]
    rows = min(len(before), len(after))

    def fill(window):
        usual = window.mean().where(window.nunique() > 1, window.max())
        return window.fillna(usual).tail(rows).reset_index(drop=True)

    np.random.seed(made["seed"])
    model = EpsilonDiagnosis(EpsilonDiagnosisConfig())
    usual, present = fill(before), fill(after)
    model.train(usual)
    model.find_root_causes(present)
    # Where the mean of a constant differs from it by rounding, PyRCA finds a correlation of 1 or so.
    varies = lambda name: min(usual[name].nunique(), present[name].nunique()) > 1
    return {
        "rows": rows,
        "correlations": [float(f"{model.correlations[name]:.10g}") if varies(name) else None for name in names],
        "threshold": float(f"{np.mean(list(model.statistics.values())):.4g}"),
    }


def compact(values):
    return [int(x) if x is not None and x == int(x) else x for x in values]


def write(name, content):
    """One incident, graph or intervention a line."""
    head = json.dumps(content["packages"])
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in content["cases"])
    (HERE / name).write_text(f'{{"packages":{head},"cases":[\n{lines}\n]}}\n')


def write_incidents():
    cases = []
    for seed in INCIDENTS:
        made = incident(seed)
        result = {"baro": baro_ranks(made)}
        if len(made["columns"]) > 1:
            result["epsilon"] = epsilon(made)
        cases.append({**made, "columns": [compact(column) for column in made["columns"]], **result})
    write("incidents.json", {"packages": packages("fse-baro", "sfr-pyrca", "scikit-learn", "pandas", "numpy"), "cases": cases})


def write_graphs():
    cases = []
    for seed in GRAPHS:
        variables, rows = 4 + seed % 5, 40 + 10 * (seed % 7)
        data = linear_system(seed, variables, rows)
        found = {}
        for alpha in ALPHAS:
            graph = pc(data.astype(float), alpha, "fisherz", stable=True, show_progress=False).G.graph
            # graph[i, j] is the mark at i of the edge between i and j: 1 is the head of an arrow, -1 its tail, 0 no edge.
            found[str(alpha)] = [
                [i, j, "both" if heads == (1, 1) else "<" if heads[0] == 1 else ">" if heads[1] == 1 else "-"]
                for i in range(variables)
                for j in range(i + 1, variables)
                if (heads := (int(graph[i, j]), int(graph[j, i]))) != (0, 0)
            ]
        cases.append({"seed": seed, "columns": data.T.tolist(), "found": found})
    write("graphs.json", {"packages": packages("causal-learn", "numpy"), "cases": cases})


def write_interventions():
    cases = []
    for seed in INTERVENTIONS:
        before, after, shifted = intervention(seed)
        names = [f"x{i}" for i in range(before.shape[1])]
        first = [0] * len(names)
        for run in RUNS:
            np.random.seed(run)
            windows = [pd.DataFrame(data, columns=names) for data in (before, after)]
            found = RCD(RCDConfig()).find_root_causes(*windows).to_list()
            first[names.index(found[0]["root_cause"])] += 1
        cases.append({"seed": seed, "shifted": shifted, "before": before.T.tolist(), "after": after.T.tolist(), "first": first})
    write("interventions.json", {"packages": packages("sfr-pyrca", "scikit-learn", "pandas", "numpy"), "cases": cases})


if __name__ == "__main__":
    write_incidents()
    write_graphs()
    write_interventions()
