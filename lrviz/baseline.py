"""The findings that are known already, in a file, so that an old repository can start clean and only new ones count."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from lrviz.errors import UnwritableOutput, UsageProblem
from lrviz.fingerprint import Identity, identity
from lrviz.outputs import MARK, check_output, write_output
from lrviz.reading import STDIN, read_bytes
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.checking import Checked
    from lrviz.report import Report

SCHEMA_VERSION = 1

LARGEST = 50_000_000
"""The size in bytes up to which a baseline is read."""

NAMED = 3
"""How many findings a note names."""


class Baseline:
    """What `--baseline` and `--write-baseline` ask for. Both may be the same file.

    Args:
        source: The file with the known findings, or None.
        target: The file to write them to, or None.
        inputs: The configs, which are never written.

    Raises:
        UnreadablePath: If the one cannot be read.
        UsageProblem: If it is no baseline.
        UnwritableOutput: If the other must not be written.
    """

    def __init__(self, source: str | None, target: str | None, inputs: Iterable[str]) -> None:
        self._source = source
        self._target = target
        self._known = _read(source) if source else Counter()
        self._old: Counter[Identity] = Counter()
        if target:
            _check_target(target, inputs)
            self._old = _read(target) if os.path.exists(target) else self._old

    def use(self, checked: Checked) -> list[str]:
        """Take out of the reports what is known, and write what is to be known from now on.

        Returns:
            Notes for the user.

        Raises:
            UnwritableOutput: If the file cannot be written.
        """
        notes = []
        if self._target:
            notes.append(self._write(self._target, checked))
        if self._source:
            notes.extend(self._compare(self._source, checked))
        if self._target and not checked.unreadable:
            for report in checked.reports:
                checked.known += len(report.findings)
                report.findings = []
        return notes

    def _compare(self, source: str, checked: Checked) -> list[str]:
        left = self._known.copy()
        reports = _by_path(checked, source)
        for path, report in reports.items():
            new = []
            for finding in report.findings:
                known = identity(report.document, finding, path)
                if left[known]:
                    left[known] -= 1
                    checked.known += 1
                else:
                    new.append(finding)
            report.findings = new
        gone = Counter({known: count for known, count in (+left).items() if _is_decided(known, reports, source)})
        return [_gone(gone, source)] if gone and source != self._target else []

    def _write(self, target: str, checked: Checked) -> str:
        if checked.unreadable:
            return f"{printable(target)} is not written, as not every config could be read"
        reports = _by_path(checked, target)
        found = Counter(
            identity(report.document, finding, path) for path, report in reports.items() for finding in report.findings
        )
        # what was not looked for this time is still known
        found |= Counter({known: n for known, n in self._old.items() if not _is_decided(known, reports, target)})
        text = json.dumps(_as_data(found), indent=2, ensure_ascii=True) + "\n"

        def write(file: BinaryIO) -> None:
            file.write(text.encode("ascii"))

        write_output(target, write)
        return f"wrote {found.total():,} known finding{'' if found.total() == 1 else 's'} to {printable(target)}"


def _check_target(target: str, inputs: Iterable[str]) -> None:
    try:
        check_output(target, inputs, force=False)
    except UnwritableOutput as error:
        raise UnwritableOutput(error.message, "give another name" if error.hint else "") from None


def _by_path(checked: Checked, baseline: str) -> dict[str, Report]:
    """The reports, by how their configs are called in a baseline: as seen from its folder."""
    folder = os.path.dirname(os.path.abspath(baseline))
    return {_seen_from(folder, report.document.name): report for report in checked.reports}


def _seen_from(folder: str, name: str) -> str:
    if name == STDIN:
        return name
    try:
        return os.path.relpath(name, folder).replace(os.sep, "/")
    except ValueError:
        # on another drive
        return os.path.abspath(name).replace(os.sep, "/")


def _is_decided(known: Identity, reports: Mapping[str, Report], baseline: str) -> bool:
    """Whether it would have been found again, if it were still there."""
    if known.path in reports:
        return reports[known.path].sieve.looks_for(known.code)
    return known.path != STDIN and not os.path.exists(os.path.join(os.path.dirname(baseline), known.path))


def _gone(gone: Counter[Identity], baseline: str) -> str:
    named = [" ".join(part for part in (known.path, known.code, known.key) if part) for known in sorted(gone)[:NAMED]]
    more = f" and {len(gone) - NAMED:,} more" if len(gone) > NAMED else ""
    are = "1 finding of {} is" if gone.total() == 1 else f"{gone.total():,} findings of {{}} are"
    listed = ", ".join(map(printable, named))
    return f"{are.format(printable(baseline))} gone: {listed}{more} (--write-baseline takes out what is gone)"


def _as_data(found: Counter[Identity]) -> dict[str, Any]:
    findings = [{**known._asdict(), "count": count} for known, count in sorted(found.items())]
    return {"schema_version": SCHEMA_VERSION, "generator": MARK, "findings": findings}


def _read(path: str) -> Counter[Identity]:
    content = read_bytes(path, LARGEST)
    try:
        data = json.loads(content)
        if data["schema_version"] != SCHEMA_VERSION:
            raise ValueError
        return Counter({_identity(entry): _count(entry["count"]) for entry in data["findings"]})
    except (ValueError, TypeError, LookupError, RecursionError):
        hint = "--write-baseline makes one"
        raise UsageProblem(f"{printable(path)} is not a baseline of this version of lrviz", hint) from None


def _identity(entry: Mapping[str, Any]) -> Identity:
    known = Identity(entry["path"], entry["code"], entry["key"], entry["text"])
    if not all(isinstance(part, str) for part in known):
        raise ValueError
    return known


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError
    return value
