"""The files that `make bench` measures are what they are meant to be."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT

from lrviz.dialects.search import dialect_at
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from schedules.catalog import SCHEDULERS

sys.path.insert(0, str(ROOT))

from bench.files import OF_ALL, SHAPES, many

DIALECTS = {
    "hugging_face": "huggingface",
    "lightning": "class_with_parameters",
    "warmup_around": "warmup_wrapper",
    "word": "name_alone",
    **{shape: shape for shape in ("class_with_parameters", "hydra", "timm_arguments", "mmengine", "axolotl")},
}
"""What reads the files of each shape. The others are our own."""

FILES = {name: read_document(name, text.encode()) for name, text in many(len(SHAPES) * len(SCHEDULERS.names())).items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_files_are_read_in_their_shape(shape):
    """Also where they are met in a folder, in which no schedule need be."""
    documents = [document for name, document in FILES.items() if name.endswith(f"_{shape}")]
    assert len(documents) == len(SCHEDULERS.names())
    for document in documents:
        report = lint(document, Options(), if_any=True)
        assert {dialect_at(document, path).__name__.rpartition(".")[2] for path in report.paths} == {
            DIALECTS.get(shape, "native")
        }
        assert [draft.plan is not None for draft in report.drafts] == [True] or report.findings


def test_each_scheduler_is_written_in_each_of_our_shapes():
    for shape in OF_ALL:
        texts = [document.text for name, document in FILES.items() if name.endswith(f"_{shape}")]
        assert all(any(f'"{name}"' in text for text in texts) for name in SCHEDULERS.names())
