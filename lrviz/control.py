"""What holds for each config: the command line before its settings, looked up once for each folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from lrviz.errors import LrvizError, UsageProblem
from lrviz.options import Options
from lrviz.paths import absolute
from lrviz.reading import read_bytes
from lrviz.rules.base import Severity
from lrviz.selection import Layer, Selection, UnknownRule, make_selection, selector
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.document import Document
    from lrviz.globs import Glob
    from lrviz.settings import Settings, Table

FILE = "pyproject.toml"

FAIL_ON = "error"
"""From which severity on a finding fails, where nothing says it."""


class Choices(NamedTuple):
    """What the command line says of findings.

    Attributes:
        rules: Which rules are on.
        fail_on: From which severity on a finding fails, or `never`. None where the option was not given.
        exclude: Patterns of the configs that are not linted, seen from the current folder.
        baseline: The file with the findings that are known already.
        write_baseline: The file to write them to.
    """

    rules: Layer = Layer()
    fail_on: str | None = None
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    write_baseline: str | None = None


class Control(NamedTuple):
    """What holds for one config.

    Attributes:
        options: The options, with what the settings say of the run.
        selection: The rules that are on.
        fail_on: From which severity on a finding fails, or None where none does.
    """

    options: Options
    selection: Selection
    fail_on: Severity | None


class Controls:
    """Finds what holds for each config.

    Args:
        options: The simulation options.
        choices: What the command line says of findings.

    Raises:
        UsageProblem: If a word that is to be a rule is none, or the settings that `--settings` names are wrong.
        UnreadablePath: If these settings cannot be read.
    """

    def __init__(self, options: Options, choices: Choices | None = None) -> None:
        self.options = options
        self._choices = choices or Choices()
        self._by_folder: dict[str, Settings | LrvizError | None] = {}
        self._by_tables: dict[tuple[int, ...], Control] = {}
        self._exclude = [_glob(pattern) for pattern in self._choices.exclude]
        self._named = _named_settings(options)
        _check_rules(self._choices.rules)

    def of_document(self, document: Document) -> Control:
        """What holds for a config that was read. For one that stands in no file it is what was said of all.

        Raises:
            UsageProblem: If its settings are wrong.
            UnreadablePath: If they cannot be read.
        """
        if document.is_file or self._named:
            return self.of(document.settings_of or document.name)
        return self._join(())

    def of(self, name: str) -> Control:
        """What holds for a config.

        Args:
            name: Its path, or the name that stands for standard input. For `-` the settings are those of the current
                folder.

        Raises:
            UsageProblem: If its settings are wrong.
            UnreadablePath: If they cannot be read.
        """
        path = absolute(name)
        settings = self._settings(path)
        tables = settings.tables(path) if settings else ()
        known = tuple(map(id, tables))
        if known not in self._by_tables:
            self._by_tables[known] = self._join(tables)
        return self._by_tables[known]

    def excludes(self, name: str) -> bool:
        """Whether a config is not to be linted."""
        path = absolute(name)
        settings = self._settings(path)
        return any(glob.matches(path) for glob in (*self._exclude, *(settings.exclude if settings else ())))

    def _join(self, tables: Iterable[Table]) -> Control:
        defaults, fail_on, layers = self.options.defaults, FAIL_ON, []
        for table in tables:
            defaults = table.defaults.over(defaults)
            fail_on = table.fail_on or fail_on
            layers.append(table.rules)
        key = self.options.key if self.options.key is not None else defaults.key
        fail_on = self._choices.fail_on or fail_on
        return Control(
            self.options._replace(defaults=defaults, key=key),
            make_selection([*layers, self._choices.rules]),
            cast("Severity | None", None if fail_on == "never" else fail_on),
        )

    def _settings(self, path: str) -> Settings | None:
        if self.options.settings is not None:
            return self._named
        found = self._nearest(os.path.dirname(path))
        if isinstance(found, LrvizError):
            raise found
        return found

    def _nearest(self, folder: str) -> Settings | LrvizError | None:
        """The settings of the nearest folder upward that has some, or what keeps them from being read."""
        passed: list[str] = []
        found: Settings | LrvizError | None = None
        while found is None and passed[-1:] != [folder]:
            if folder in self._by_folder:
                found = self._by_folder[folder]
                break
            passed.append(folder)
            found = self._look(folder)
            folder = os.path.dirname(folder)
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def _look(self, folder: str) -> Settings | LrvizError | None:
        path = os.path.join(folder, FILE)
        try:
            return _read(path, self.options) if os.path.isfile(path) else None
        except LrvizError as error:
            return error


def _read(path: str, options: Options) -> Settings | None:
    content = read_bytes(path, options.limits.file_bytes)
    if b"lrviz" not in content:
        return None
    # imported here, with the parser of TOML, as most folders have no settings
    from lrviz.settings import load_settings

    return load_settings(content, absolute(path))


def _named_settings(options: Options) -> Settings | None:
    if not options.settings:
        return None
    settings = _read(options.settings, options)
    if settings is None:
        raise UsageProblem(f"--settings {printable(options.settings)}: there is no `[tool.lrviz]` in it")
    return settings


def _check_rules(rules: Layer) -> None:
    """Refuse a word that means no rule before anything is read."""
    if rules.select == ():
        raise UsageProblem("--select names no rule, so nothing would be found")
    for option, words in (
        ("--select", rules.select),
        ("--extend-select", rules.extend_select),
        ("--ignore", rules.ignore),
    ):
        for word in words or ():
            try:
                selector(word)
            except UnknownRule as unknown:
                raise UsageProblem(f"{option}: no rule is called `{printable(word, 40)}`", unknown.hint) from None


def _glob(pattern: str) -> Glob:
    from lrviz.globs import Glob

    return Glob(pattern, absolute("."))
