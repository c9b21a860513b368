"""Configs of other people, from the folder that `LRVIZ_CORPUS` names.

None of them ends in an internal error, 95 of 100 of the families whose shape is read are drawn, and rates of twenty and
more are those which the documentation of their frameworks gives, worked out here without the package.

`lrviz_in` sets `LRVIZ_DEBUG`, under which what nobody expected is raised.
"""

from __future__ import annotations

import os
import shutil
from math import ceil, cos, pi
from pathlib import Path

import corpus
import pytest

FOLDER = Path(os.environ.get("LRVIZ_CORPUS") or "/nowhere")
FILES = sorted(FOLDER.glob("*.y*ml"))

needs_the_corpus = pytest.mark.skipif(not FILES, reason="LRVIZ_CORPUS is no folder of configs")


@needs_the_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_config_is_linted(file, lrviz_in, tmp_path):
    shutil.copy(file, tmp_path / "x.yaml")
    result = lrviz_in("validate", "x.yaml", "--if-any")
    assert result.code in (0, 1)
    assert result.err.splitlines()[-1].startswith("checked 1 file")


@needs_the_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_config_is_drawn_or_refused_in_a_line(file, lrviz_in, tmp_path):
    shutil.copy(file, tmp_path / "x.yaml")
    result = lrviz_in("plot", "x.yaml")
    refused = result.err.splitlines()[-1].startswith("error: x.yaml")
    assert (tmp_path / "x.png").exists() == (not refused)
    assert (result.code != 0) == (refused or ": error LR" in result.err)


@needs_the_corpus
def test_nearly_all_of_the_families_that_are_read_are_drawn():
    rows = [corpus.read(file) for file in corpus.files_of(FOLDER)]
    refused = {row.file for row in rows if row.line}
    assert refused <= set(corpus.REFUSED)
    assert len(rows) - len(refused) >= 0.95 * len(rows)


@needs_the_corpus
@pytest.mark.parametrize(
    "file", [file for file in FILES if not file.stem.startswith(corpus.FAMILIES)], ids=lambda file: file.stem
)
def test_a_shape_that_is_not_read_is_named_in_a_line(file, lrviz_in, tmp_path):
    shutil.copy(file, tmp_path / "x.yaml")
    result = lrviz_in("plot", "x.yaml", "--no-save")
    assert (result.code, result.err.splitlines()[-1]) == (1, "error: x.yaml: there is no schedule to show")
    assert ": error LR015 this schedule is written as in " in result.err


def half(part):
    """Half a cosine, from 1 at the start to 0 at the end."""
    return (1 + cos(pi * part)) / 2


def between(low, high, part):
    """From the high rate down to the low one."""
    return low + (high - low) * half(part)


# what the file and the documentation of its framework give: the peak, the last rate, and others by their update
BY_HAND = [
    pytest.param(
        "hydra-target__AIBootcamp13-upstageailab-nlp-summarization-nlp_3__1", 0.1, between(1e-7, 0.1, 0.99),
        {50: (0.1 + 1e-7) / 2}, id="cosine-of-a-group",
    ),
    pytest.param("hydra-target__Zzanis-02456-g82-dl-project__1", 1e-3, 1e-3 * 0.975**249, {100: 1e-3 * 0.975**100},
                 id="a-step-each-epoch"),
    pytest.param("hydra-target__Zzanis-02456-g82-dl-project__2", 5e-3, between(1e-5, 5e-3, 399 / 400),
                 {200: (5e-3 + 1e-5) / 2}, id="cosine-of-400-epochs"),
    pytest.param(
        "hydra-target__Open-Athena-glm-experiments__1", 0.1, 0.1 * (0.1 + 0.9 * half(17999 / 18000)),
        {1000: 0.05, 11000: 0.1 * (0.1 + 0.9 * 0.5)}, id="a-function-of-transformers",
    ),
    pytest.param("hydra-target__RocketFlash-easy_metric_learning__3", 0.1, 1e-3, {4: 0.1, 5: 0.01, 9: 0.01},
                 id="milestones"),
    pytest.param("hydra-target__psFournier-dl_toolbox__3", 0.1, 0.1 * (1 - 0.99 * 0.99), {50: 0.1 * (1 - 0.99 * 0.5)},
                 id="a-line-of-the-run"),
    pytest.param(
        "hydra-target__qcraftai-pillarnext__1", 2e-3, 2e-4 / 1e4,
        {1000: between(2e-4, 2e-3, 1 - 1000 / 1999), 3499: between(2e-8, 2e-3, 0.5)}, id="one-cycle-of-5000",
    ),
    pytest.param(
        "hydra-target__chris-beischl-liteViT__1", 0.1, between(0, 0.1, 59 / 60),
        {20: 0.1 * (1 / 40 + 39 / 40 * 0.5), 70: 0.05}, id="a-warm-up-of-40-of-100",
    ),
    pytest.param(
        "class-params__R1ck29-kaggle-cassava-leaf-disease-classification__2", 0.1, 0.1 * half(599 / 600),
        {75: 0.05, 150: 0.1, 300: 0.05}, id="restarts-after-150-and-450",
    ),
    pytest.param(
        "class-params__R1ck29-kaggle-cassava-leaf-disease-classification__5", 0.1, 0.1 / 16, {300: 0.05, 899: 0.025},
        id="halved-four-times",
    ),
    pytest.param("class-params__torch-points3d-torch-points3d__3", 0.1, 0.1 * 0.9885**597, {200: 0.1 * 0.9885**200},
                 id="exponential"),
    pytest.param(
        "class-params__dmitry-vorobiev-kaggle-global-wheat-detection__1", between(1e-5, 0.1, 0.2),
        between(1e-5, 0.1 * 0.81, 0.9), {0: 1e-4, 1: (1e-4 + 0.1) / 2, 5: (0.1 + 1e-5) / 2}, id="cycles-of-timm",
    ),
    pytest.param("name-args__OML-Team-open-metric-learning__2", 0.5, 0.1 + 0.4 / 2000, {1000: 0.3}, id="triangles"),
    pytest.param("name-args__OML-Team-open-metric-learning__4", 2e-3, 2e-3 * 5e-3, {2: 2e-3, 3: 1e-5},
                 id="a-milestone-from-elsewhere-in-the-file"),
    pytest.param("name-args__yoshitomo-matsubara-torchdistill__1", 1e-4, 1e-6, {4: 1e-4, 5: 1e-5}, id="a-second-stage"),
    pytest.param("name-flat__CodeName-Detective-Experimentarium__3", 0.1, 0.1 * half(39 / 40), {5: 0.05, 20: 0.05},
                 id="restarts-after-10-and-30"),
    pytest.param("type-flat__dingo-gw-dingo__1", 5e-5, 5e-5 * half(299 / 300), {150: 2.5e-5}, id="the-first-stage"),
    pytest.param(
        "type-flat__iliailmer-tinyflow__2", 0.1, 0.1 * 0.1**3, {250: 0.05, 1499: 0.1, 1500: 0.01},
        id="a-warm-up-of-500-steps",
    ),
    pytest.param("lightning-cli__IBM-terratorch__1", 1e-4, 1e-8, {11: 1e-4, 12: 1e-5, 23: 1e-6}, id="a-plateau"),
    pytest.param("lightning-cli__IBM-terratorch__2", 1e-4, 1e-4 * half(999 / 20), {10: 5e-5, 30: 5e-5, 40: 1e-4},
                 id="a-cosine-that-climbs-back"),
    pytest.param(
        "hf-args__allenai-open-instruct__2", 5e-6, 5e-6 * (100 - 99) / (100 - 3), {1: 5e-6 / 3, 50: 5e-6 * 50 / 97},
        id="linear-of-100-updates",
    ),
    pytest.param(
        "hf-args__huggingface-alignment-handbook__1", 2e-5, 2e-5 * half(44 / 45),
        {2: 2e-5 * 2 / 5, 20: 2e-5 * half(1 / 3)}, id="cosine-of-50-updates",
    ),
    pytest.param(
        "hf-args__huggingface-open-r1__1", 4e-5, 4e-5 * (0.1 + 0.9 * half(241 / 242)),
        {4: 2e-5, 129: 4e-5 * 0.55}, id="cosine-to-a-tenth",
    ),
    pytest.param("axolotl__axolotl-ai-cloud-axolotl__4", 1e-5, 1e-5 * half(44 / 45),
                 {ceil(0.1 * 50): 1e-5, 35: 1e-5 * half(2 / 3)}, id="a-tenth-of-warm-up"),
    pytest.param("mmengine__open-mmlab-mmpretrain__2", 0.1, 1e-3, {99: 0.1, 100: 0.01, 149: 0.01}, id="mmengine"),
    pytest.param(
        "timm-args__NVlabs-MambaVision__1", between(5e-6, 5e-3, 20 / 310), 5e-6,
        {0: 1e-6, 10 * 10009: 1e-6 + 10 * (5e-3 - 1e-6) / 20, 155 * 10009: (5e-3 + 5e-6) / 2, 310 * 10009: 5e-6},
        id="timm-by-epochs-of-10009-updates",
    ),
    pytest.param(
        "origin-name-class-args__mjun0812-PyTorch-Project-Template__1", 1e-4, 1e-6,
        {0: 0.1 * 0.00066667, 74: 1e-4, 75: 1e-5}, id="a-chain-whose-milestones-count-from-epoch-9",
    ),
    pytest.param(
        "origin-name-class-args__mjun0812-PyTorch-Project-Template__3", 1e-3,
        between(1e-6, 1e-3 * 0.25, 34 / 35), {2: 1e-6 + (1e-3 - 1e-6) * 0.4, 15: 5e-4}, id="restarts-with-warm-up",
    ),
    pytest.param(
        "origin-name-class-args__mjun0812-PyTorch-Project-Template__5", 0.1, 1e-3, {49: 0.1, 50: 0.01, 75: 1e-3},
        id="milestones-as-parts-of-100",
    ),
    pytest.param(
        "origin-name-class-args__mjun0812-PyTorch-Project-Template__6", 0.1, 1e-4 + (0.1 - 1e-4) * 0.01**0.9,
        {50: 1e-4 + (0.1 - 1e-4) * 0.5**0.9}, id="polynomial",
    ),
]  # fmt: skip


@needs_the_corpus
@pytest.mark.parametrize(("stem", "peak", "final", "others"), BY_HAND)
def test_the_rates_are_those_that_were_worked_out_by_hand(stem, peak, final, others):
    rates = corpus.read(FOLDER / f"{stem}.yaml").rates
    close = 1e-9 * peak
    assert abs(max(rates) - peak) <= close
    assert abs(rates[-1] - final) <= close
    assert {tick: rate for tick, rate in others.items() if abs(rates[tick] - rate) > close} == {}
