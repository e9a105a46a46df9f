"""Independent values for the evaluation's metrics and statistics.

Computes, with numpy, scipy and scikit-learn, the metrics of disentanglement_lib by their published
definitions on small synthetic codes, and prints JSON. The tests compare against the committed output:

    pip install numpy scipy scikit-learn
    python bench/peers/disentanglement.py > test/evaluation/python.json
"""

import json
import warnings

import numpy as np
from scipy import ndimage, stats
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mutual_info_score, roc_auc_score
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
MASK = 0xFFFFFFFF


class Random:
    """src/numeric/random.ts: xoshiro128** seeded by four hashes and murmur3's finaliser."""

    OFFSETS = (0x811C9DC5, 0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35)
    MULTIPLIERS = (0x01000193, 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)

    def __init__(self, *name):
        s = list(self.OFFSETS)
        for part in name:
            for character in f"{'$' if isinstance(part, str) else '#'}{part}/":
                s = [((h ^ ord(character)) * m) & MASK for h, m in zip(s, self.MULTIPLIERS)]
        for i in range(8):
            z = s[i % 4] ^ s[(i + 3) % 4]
            z ^= z >> 16
            z = (z * 0x85EBCA6B) & MASK
            z ^= z >> 13
            z = (z * 0xC2B2AE35) & MASK
            s[i % 4] = z ^ (z >> 16)
        self.s = s

    def uniform(self):
        s = self.s
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
        return result / 4294967296

    def integer(self, n):
        return int(self.uniform() * n)


def rotate(x, bits):
    return ((x << bits) | (x >> (32 - bits))) & MASK


LEVELS = [4, 3, 5, 4]
DRAWS = {"batch": 16, "train": 400, "test": 200}


def grid_labels():
    """[points, factors], the last factor fastest."""
    return np.indices(LEVELS).reshape(len(LEVELS), -1).T


def make_codes(kind):
    """[points, units]; float32 values, as an encoder gives them."""
    labels = grid_labels().astype(float)
    random = Random("codes", kind)
    noise = lambda: np.array([random.uniform() for _ in range(len(labels))])
    if kind == "useless":
        columns = [noise() for _ in range(5)]
    elif kind == "rotated":
        a, b, c, d = labels.T
        columns = [x + 0.01 * noise() for x in (a + b, a - b, c + d, c - d)]
    else:
        columns = [labels[:, k] + 0.3 * labels[:, (k + 1) % 4] + 1.5 * noise() for k in range(4)]
        columns += [noise(), 0.1 * noise()]
    return np.stack(columns, 1).astype(np.float32).astype(float)


def split(count, share, random):
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = random.integer(i + 1)
        order[i], order[j] = order[j], order[i]
    cut = int(np.floor(share * count + 0.5))
    return order[:cut], order[cut:]


def information(codes, labels):
    def bins(column):
        return np.digitize(column, np.histogram(column, 20)[1][:-1])

    return np.array(
        [[mutual_info_score(labels[:, k], bins(codes[:, j])) for k in range(labels.shape[1])] for j in range(codes.shape[1])]
    )


def mig(codes, labels):
    m = np.sort(information(codes, labels), axis=0)
    entropy = [mutual_info_score(y, y) for y in labels.T]
    return np.mean((m[-1] - m[-2]) / entropy)


def modularity(codes, labels):
    squares = information(codes, labels) ** 2
    top = squares.max(1)
    return np.mean(1 - (squares.sum(1) - top) / (top * (squares.shape[1] - 1)))


def explicitness(x, y, x_test, y_test):
    mean, deviation = x.mean(0), x.std(0)
    scores = []
    for k in range(y.shape[1]):
        model = LogisticRegression(tol=1e-9, max_iter=10000).fit((x - mean) / deviation, y[:, k])
        one_hot = np.eye(LEVELS[k])[y_test[:, k]]
        scores.append(roc_auc_score(one_hot, model.predict_proba((x_test - mean) / deviation)))
    return np.mean(scores)


def sap(x, y, x_test, y_test):
    score = np.zeros((x.shape[1], y.shape[1]))
    for j in range(x.shape[1]):
        for k in range(y.shape[1]):
            svm = LinearSVC(C=0.01, class_weight="balanced", dual=False, tol=1e-10).fit(x[:, [j]], y[:, k])
            score[j, k] = np.mean(svm.predict(x_test[:, [j]]) == y_test[:, k])
    score.sort(0)
    return np.mean(score[-1] - score[-2])


def dci(x, y, x_test, y_test):
    importance = np.zeros((x.shape[1], y.shape[1]))
    right = []
    for k in range(y.shape[1]):
        # Equally good splits are chosen at random: average that out.
        for seed in range(10):
            model = GradientBoostingClassifier(random_state=seed).fit(x, y[:, k])
            importance[:, k] += model.feature_importances_ / 10
            right.append(np.mean(model.predict(x_test) == y_test[:, k]))
    units = 1 - stats.entropy(importance.T + 1e-11, base=importance.shape[1])
    factors = 1 - stats.entropy(importance + 1e-11, base=importance.shape[0])
    return {
        "disentanglement": np.sum(units * importance.sum(1)) / importance.sum(),
        "completeness": np.sum(factors * importance.sum(0)) / importance.sum(),
        "informativeness": np.mean(right),
        "importances": importance.T.tolist(),
    }


def irs(codes, labels):
    furthest = np.abs(codes - codes.mean(0)).max(0)
    within = np.zeros((codes.shape[1], labels.shape[1]))
    for k in range(labels.shape[1]):
        for level in range(LEVELS[k]):
            group = codes[labels[:, k] == level]
            within[:, k] += np.quantile(np.abs(group - group.mean(0)), 0.99, axis=0) / LEVELS[k]
    return np.average((1 - within / furthest[:, None]).max(1), weights=furthest)


def by_level(labels):
    """Of every factor, the points of each level."""
    return [[np.flatnonzero(column == level) for level in range(LEVELS[k])] for k, column in enumerate(labels.T)]


def beta_vae(codes, labels, random):
    alike = by_level(labels)

    def draw(count):
        differences, shared = [], []
        for _ in range(count):
            factor = random.integer(len(LEVELS))
            pairs = []
            for _ in range(DRAWS["batch"]):
                a = random.integer(len(codes))
                others = alike[factor][labels[a, factor]]
                pairs.append(np.abs(codes[a] - codes[others[random.integer(len(others))]]))
            differences.append(np.mean(pairs, 0))
            shared.append(factor)
        return np.array(differences), np.array(shared)

    model = LogisticRegression(tol=1e-9, max_iter=10000).fit(*draw(DRAWS["train"]))
    return model.score(*draw(DRAWS["test"]))


def factor_vae(codes, labels, random):
    scale = codes.var(0)
    active = np.flatnonzero(np.sqrt(scale) >= 0.05)
    alike = by_level(labels)

    def votes(count):
        result = np.zeros((len(scale), len(LEVELS)))
        for _ in range(count):
            factor = random.integer(len(LEVELS))
            points = alike[factor][labels[random.integer(len(codes)), factor]]
            batch = [points[random.integer(len(points))] for _ in range(DRAWS["batch"])]
            variance = codes[batch].var(0)
            result[active[np.argmin((variance / scale)[active])], factor] += 1
        return result

    train, test = votes(DRAWS["train"]), votes(DRAWS["test"])
    return sum(row[np.argmax(vote)] for vote, row in zip(train, test)) / DRAWS["test"]


def metrics(kind):
    codes, labels = make_codes(kind), grid_labels()
    train, test = split(len(labels), 2 / 3, Random("split", kind))
    halves = codes[train], labels[train], codes[test], labels[test]
    return {
        "betaVae": beta_vae(codes, labels, Random("betaVae", kind)),
        "factorVae": factor_vae(codes, labels, Random("factorVae", kind)),
        "mig": mig(codes, labels),
        "sap": sap(*halves),
        "dci": dci(*halves),
        "modularity": modularity(codes, labels),
        "explicitness": explicitness(*halves),
        "irs": irs(codes, labels),
    }


def ssim(x, y):
    """Wang et al. 2004, as scikit-image computes it with gaussian_weights."""
    blur = lambda image: ndimage.gaussian_filter(image, 1.5, truncate=3.5)[5:-5, 5:-5]
    mx, my = blur(x), blur(y)
    vx, vy, cov = blur(x * x) - mx**2, blur(y * y) - my**2, blur(x * y) - mx * my
    c1, c2 = 0.01**2, 0.03**2
    return np.mean((2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2)))


def statistics():
    random = Random("statistics")
    n = 200
    units = np.array([[random.uniform() for _ in range(n)] for _ in range(3)])
    target = 2 * units[0] - units[1] ** 2 + 0.5 * np.array([random.uniform() for _ in range(n)])
    rounded = np.floor(units[0] * 10)
    standard = (units - units.mean(1, keepdims=True)) / units.std(1, keepdims=True)
    images = np.array([[random.uniform() for _ in range(24 * 24)] for _ in range(2)]).reshape(2, 24, 24)
    images[1] = 0.7 * images[0] + 0.3 * images[1]
    return {
        "pearson": stats.pearsonr(units[0], target)[0],
        "spearman": stats.spearmanr(rounded, target)[0],
        "ridge": Ridge(alpha=5).fit(standard.T, target).predict(standard.T)[:5].tolist(),
        "ssim": ssim(*images),
    }


if __name__ == "__main__":
    result = {kind: metrics(kind) for kind in ("useless", "rotated", "noisy")}
    print(json.dumps({"levels": LEVELS, "draws": DRAWS, "metrics": result, "statistics": statistics()}, indent=1))
