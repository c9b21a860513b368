"""From what was typed to the configs that are meant: files, earlier versions of them, and variants of them."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from lrviz.document import Document, read_document
from lrviz.errors import UnreadablePath, UsageProblem
from lrviz.limits import Limits
from lrviz.overrides import apply_overrides, variants
from lrviz.reading import read_bytes
from lrviz.scheduler_names import listed, near
from lrviz.text import printable
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.config import Plain
from schedules.problems import ConfigError

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from schedules.spec import Spec

    Config = str | Mapping[str, Any] | DictConfig
    """The path of a config, the name of a scheduler, or the config itself."""

PICTURES = (".png", ".svg", ".pdf", ".html")

MOST = 12
"""How many curves are held against each other, or drawn where one config has several variants."""


def check_number(curves: int) -> None:
    """Refuse to hold fewer than two curves against each other, or more than have letters.

    Raises:
        UsageProblem: If there are too few or too many.
    """
    if not 2 <= curves <= MOST:
        raise UsageProblem(f"compare takes two to twelve configs, not {curves}")


class Variation(NamedTuple):
    """What is made of the configs that were typed.

    Attributes:
        sweeps: Each `KEY=VALUE,VALUE,...`. Two of them give every combination.
        against: The revision of git whose version of the file comes first.
    """

    sweeps: tuple[str, ...] = ()
    against: str | None = None


NONE = Variation()


def read_all(
    configs: Sequence[Config], sets: Sequence[str], limits: Limits, variation: Variation = NONE
) -> list[Document]:
    """Read every config that is meant, in the order in which their curves are shown.

    Args:
        configs: What was typed, or given by a program.
        sets: What `--set` says. It holds for all that have the key, earlier versions among them.
        limits: The bounds on what is read.
        variation: What is made of them.

    Returns:
        The documents. Those that are variants have a label.

    Raises:
        UsageProblem: If an option makes no sense, or fits no config.
        LrvizError: If a file cannot be read.
        ConfigError: If a config that was given by a program has an interpolation that cannot be resolved.
    """
    documents = [_read(config, limits) for config in configs]
    earlier = [] if variation.against is None else [_earlier(configs, variation.against, limits)]
    apply_overrides([*earlier, *documents], sets)
    return [*earlier, *_swept(documents, variation.sweeps)]


def _swept(documents: list[Document], texts: Sequence[str]) -> list[Document]:
    """Each document with every combination of values. One that has none of the keys stays alone."""
    from lrviz.sweep import combinations, read_sweep

    sweeps = [read_sweep(text) for text in texts]
    if not sweeps:
        return documents
    found: list[list[Document]] = [[] for _ in documents]
    each = math.prod(len(sweep.values) for sweep in sweeps)
    for combination in combinations(sweeps):
        settings, words = zip(*combination, strict=True)
        for made, document, changed in zip(found, documents, variants(documents, settings, "--sweep"), strict=True):
            if changed is not None:
                label = f"{document.label or document.name} {' '.join(words)}"
                made.append(replace(changed, label=label))
        # the first combination tells which documents have the keys, before all are made
        count = sum(each if made else 1 for made in found)
        if count > MOST:
            raise UsageProblem(f"--sweep makes {count} variants, and {MOST} are shown at the most", "give fewer values")
    return [item for made, document in zip(found, documents, strict=True) for item in made or [document]]


def _earlier(configs: Sequence[Config], revision: str, limits: Limits) -> Document:
    """The one file that was typed, as it was at a revision."""
    path, said = configs[0], f"--against {printable(revision, 60)}"
    if len(configs) != 1 or not isinstance(path, str):
        raise UsageProblem(f"{said} compares one file with its own earlier version, and not {len(configs)} files")
    if _stands_for(path) is not None:
        raise UsageProblem(f"{said}: {printable(path)} is a scheduler and no file")
    # imported here, as it brings what starts other programs
    from lrviz.revision import read_at_revision

    content = read_at_revision(path, revision, limits.file_bytes)
    revision, _, earlier_path = revision.partition(":")
    return replace(parsed(f"{earlier_path or path}@{revision}", content, limits), settings_of=path)


def _read(config: Config, limits: Limits) -> Document:
    if not isinstance(config, str):
        return written(config)
    spec_class = _stands_for(config)
    if spec_class is not None:
        return _example(config, spec_class)
    try:
        return parsed(config, read_bytes(config, limits.file_bytes), limits)
    except UnreadablePath as error:
        raise UnreadablePath(error.message, _meant(config) or error.hint) from None


def _meant(config: str) -> str:
    """What may have been meant by what is no file: a scheduler, or an output."""
    if config.endswith(PICTURES):
        return f"to write it, name it as the output: `-o {printable(config)}`, or `output=` in Python"
    is_name = config.isidentifier() and not os.path.lexists(config)
    meant = near(config) if is_name else []
    return f"did you mean the scheduler {listed(meant)}?" if meant else ""


def parsed(name: str, content: bytes, limits: Limits) -> Document:
    """Read a document; what goes beyond a bound is said with its name."""
    try:
        return read_document(name, content, limits)
    except UnreadablePath as error:
        raise UnreadablePath(f"{printable(name)}: {error.message}", error.hint) from None


def _stands_for(config: str) -> type[Spec] | None:
    """The scheduler whose name was typed, where there is no such file."""
    if os.path.lexists(config) or config not in SCHEDULERS:
        return None
    return SCHEDULERS.load(config)


def assumed_keys(document: Document) -> list[str]:
    """Of a scheduler that was named alone, the parameters that nobody has set."""
    if not document.may_set:
        return []
    given = {path[0] for path in document.set_here}
    return [f"{key}: {document.text_of((key,))}" for key in document.data if key != "name" and key not in given]


def _example(name: str, spec_class: type[Spec]) -> Document:
    """A scheduler with the parameters that it must have, which stand there for others."""
    text = yaml.safe_dump(spec_class.example(), sort_keys=False)
    return replace(read_document(name, text.encode()), may_set=frozenset({*spec_class.key_fields(), *BESIDE}))


class _Quoting(yaml.SafeDumper):
    """Writes all texts with quotes: to PyYAML `1e-6` needs none, and to us it would be a number."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="" if text == "???" else '"')


_Quoting.add_representer(str, _quoted)


def written(config: Mapping[str, Any] | DictConfig) -> Document:
    """A config that stands in no file, as one that does."""
    plain = Plain(config)
    if plain.problems:
        raise ConfigError(plain.problems)
    try:
        text = yaml.dump(plain.values, Dumper=_Quoting, sort_keys=False)
    except yaml.YAMLError as error:
        said = printable(str(error))
        raise UsageProblem(f"the config holds what no YAML file can: {said}", "give plain numbers and texts") from None
    return replace(read_document("config", text.encode()), is_file=False)
