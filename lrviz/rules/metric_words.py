"""What the name of a metric tells: whether it is better when it is higher, or when it is lower."""

from __future__ import annotations

import re
from typing import Literal

_HIGHER = frozenset(
    [
        "acc",
        "accuracy",
        "ap",
        "auc",
        "auprc",
        "auroc",
        "bleu",
        "dice",
        "f1",
        "fbeta",
        "iou",
        "jaccard",
        "kappa",
        "map",
        "mcc",
        "meteor",
        "mrr",
        "ndcg",
        "precision",
        "psnr",
        "r2",
        "recall",
        "rouge",
        "ssim",
        "top1",
        "top5",
    ]
)
_LOWER = frozenset(
    [
        "bce",
        "cer",
        "err",
        "error",
        "fid",
        "logloss",
        "loss",
        "losses",
        "lpips",
        "mae",
        "mape",
        "mse",
        "nll",
        "perplexity",
        "ppl",
        "rmse",
        "wer",
    ]
)
_TURNED = frozenset(
    [
        "delta",
        "diff",
        "difference",
        "drop",
        "gain",
        "gap",
        "improvement",
        "inv",
        "inverse",
        "inverted",
        "minus",
        "neg",
        "negative",
        "std",
    ]
)
"""Words with which a metric may be better the other way round."""

_BEFORE = ("validation", "valid", "val", "train", "test", "eval", "dev", "mean", "macro", "micro", "avg", "m", "")
"""What may stand before the word without anything between."""

SPLITS = frozenset(("validation", "valid", "val", "train", "training", "test", "eval", "dev"))
"""The words for the data that a metric is computed on."""

_PARTS = r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+"


def better_when(name: str) -> Literal["higher", "lower"] | None:
    """Whether a metric of this name is better when it is higher or lower; None where the name does not tell.

    What the last telling word says counts: a `dice_loss` is a loss. A name with a loss before it, as in `loss_recall`,
    does not tell.
    """
    if "${" in name or re.match(r"\s*1?\s*-", name):
        return None
    pieces = words(name)
    kinds = [kind for piece in pieces if (kind := _kind(piece))]
    if not kinds or any(piece in _TURNED for piece in pieces):
        return None
    if kinds[-1] == "higher" and "lower" in kinds:
        return None
    return kinds[-1]


def words(name: str) -> list[str]:
    """The words of a name in small letters, such as `val` and `acc` of `val/acc` or of `valAcc`."""
    found: list[str] = []
    for piece in re.split(r"[^A-Za-z0-9]+", name):
        found += [piece.lower()] if _kind(piece.lower()) else [part.lower() for part in re.findall(_PARTS, piece)]
    return found


def _kind(word: str) -> Literal["higher", "lower"] | None:
    for start in _BEFORE:
        if not word.startswith(start):
            continue
        for rest in (word[len(start) :], word[len(start) :].rstrip("0123456789")):
            if rest in _HIGHER:
                return "higher"
            if rest in _LOWER:
                return "lower"
    return None
