"""Made-up incidents and causal data, the same in every run: one seed per incident, graph and data set."""

import numpy as np

SERVICES = ["cart-service", "ts-order-service", "payment_gateway", "user_db", "front-end", "redis", "search_api_v2", "ad"]

# By metric: range of its usual level, noise as a share of the level.
METRICS = {
    "cpu": ((0.02, 90), 0.15),
    "mem": ((5e7, 4e9), 0.01),
    "latency": ((0.002, 2), 0.2),
    "error": ((0.001, 0.05), 0.6),
    "workload": ((5, 3000), 0.1),
    "disk": ((1e6, 1e9), 0.3),
}

# How a metric behaves, and how often.
KINDS = {
    "varies": 0.6,
    "constant": 0.13,
    "constant before": 0.06,
    "constant after": 0.04,
    "mostly constant": 0.09,
    "rounded": 0.08,
}


def rounded(values):
    """Four significant digits, as an exporter prints them; missing values are None."""
    return [None if np.isnan(x) else float(f"{x:.4g}") for x in values]


def column(rng, metric, kind, rows, onset):
    """One metric over both windows, without a fault, and the size of its noise."""
    (low, high), share = METRICS[metric]
    level = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    if metric == "error" and kind == "constant before":
        level = 0.0
    noise = share * (level or 0.01)
    values = np.maximum(0, level + noise * rng.standard_normal(rows))
    if kind == "rounded":
        values = np.round(values / (2 * noise)) * 2 * noise
    if kind == "mostly constant":
        values = np.where(rng.random(rows) < 0.12, values, level)
    if kind == "constant" or kind == "constant before":
        values[: rows if kind == "constant" else onset] = level
    if kind == "constant after":
        values[onset:] = level
    return values, noise


def leave_gaps(rng, values):
    """Missing values: scattered, a run, or those at the beginning."""
    rows = len(values)
    way = rng.choice(["scattered", "run", "beginning"])
    if way == "scattered":
        values[rng.random(rows) < rng.uniform(0.03, 0.2)] = np.nan
    else:
        length = int(rng.integers(2, max(3, rows // 5)))
        start = 0 if way == "beginning" else int(rng.integers(0, rows - length))
        values[start : start + length] = np.nan


def incident(seed):
    """A table of metrics and the row at which the incident begins. The culprit's first metric is one that varies before as well."""
    rng = np.random.default_rng(seed)
    onset, after = int(rng.integers(20, 61)), int(rng.integers(8, 31))
    rows = onset + after
    services = [str(name) for name in rng.choice(SERVICES, int(rng.integers(2, 5)), replace=False)]
    indicators, columns = [], []
    for service in services:
        for metric in rng.choice(list(METRICS), int(rng.integers(1, 4)), replace=False):
            kind = "varies" if not indicators else str(rng.choice(list(KINDS), p=list(KINDS.values())))
            values, noise = column(rng, str(metric), kind, rows, onset)
            if kind not in ("constant", "constant after"):
                if service == services[0]:
                    values[onset:] += noise * rng.uniform(4, 40)
                elif metric in ("latency", "error"):
                    values[onset:] += noise * rng.uniform(0, 12)
            if rng.random() < 0.2:
                leave_gaps(rng, values)
            indicators.append([service, str(metric)])
            columns.append(rounded(values))
    order = rng.permutation(len(indicators))
    return {
        "seed": seed,
        "culprit": services[0],
        "onset": onset,
        "indicators": [indicators[i] for i in order],
        "columns": [columns[i] for i in order],
    }


def linear_system(seed, variables, rows):
    """Whole numbers from a random sparse linear system with normal noise; variables in random order."""
    rng = np.random.default_rng(seed)
    data = np.zeros((rows, variables))
    for i in range(variables):
        data[:, i] = rng.standard_normal(rows)
        for cause in range(i):
            if rng.random() < min(1, 2 / variables):
                data[:, i] += rng.choice([-1, 1]) * rng.uniform(0.4, 1.2) * data[:, cause]
    return np.round(100 * data[:, rng.permutation(variables)]).astype(int)


def intervention(seed, variables=10, rows=80):
    """A linear system before and after one variable is shifted: (before, after, shifted)."""
    rng = np.random.default_rng(seed)
    causes = [
        [(c, float(rng.choice([-1, 1]) * rng.uniform(0.5, 1))) for c in range(i) if rng.random() < 1.5 / variables]
        for i in range(variables)
    ]
    shifted, by = int(rng.integers(variables)), float(rng.choice([-1, 1]) * rng.uniform(0.3, 1.2))
    order = rng.permutation(variables)

    def sample(by):
        data = rng.standard_normal((rows, variables))
        for i, of in enumerate(causes):
            data[:, i] += by * (i == shifted) + sum(effect * data[:, c] for c, effect in of)
        return np.round(10 * data[:, order]).astype(int)

    return sample(0), sample(by), int(np.where(order == shifted)[0][0])
