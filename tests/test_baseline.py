"""`--baseline FILE`: what is known already is counted and not shown, and what is new fails."""

from __future__ import annotations

import json
import os
import sys

import pytest

ONE = "name: StepLR\nstep_size: 0\n"
TWO = ONE + "gamma: x\n"
TWICE = "name: StepLR\nstep_size: 3\nstep_size: 3\n"

EMPTY = {"schema_version": 1, "generator": "made with lrviz", "findings": []}


def entry(path="x.yaml", code="LR105", key="step_size", text="0", count=1):
    return {"path": path, "code": code, "key": key, "text": text, "count": count}


def baseline(*entries):
    return json.dumps({**EMPTY, "findings": list(entries)})


def validate(lrviz_in, *arguments, files=None):
    return lrviz_in("validate", "--format", "concise", *arguments, files=files)


def lines(result):
    return [" ".join(line.split()[:2]) for line in result.out.splitlines()]


def written(tmp_path, name="base.json"):
    return json.loads((tmp_path / name).read_text(encoding="ascii"))


def test_it_is_written_whole_and_sorted(lrviz_in, tmp_path):
    files = {"b.yaml": TWO, "a/x.yaml": ONE, "good.yaml": "name: StepLR\nstep_size: 3\n"}
    result = validate(lrviz_in, ".", "--write-baseline", "base.json", files=files)
    assert result == (
        0,
        "",
        "note: wrote 3 known findings to base.json\nchecked 3 files: no findings, 3 in the baseline\n",
    )
    assert (tmp_path / "base.json").read_text() == (
        '{\n  "schema_version": 1,\n  "generator": "made with lrviz",\n  "findings": [\n'
        '    {\n      "path": "a/x.yaml",\n      "code": "LR105",\n      "key": "step_size",\n      "text": "0",\n'
        '      "count": 1\n    },\n'
        '    {\n      "path": "b.yaml",\n      "code": "LR104",\n      "key": "gamma",\n      "text": "x",\n'
        '      "count": 1\n    },\n'
        '    {\n      "path": "b.yaml",\n      "code": "LR105",\n      "key": "step_size",\n      "text": "0",\n'
        '      "count": 1\n    }\n  ]\n}\n'
    )
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".tmp")]


def test_what_is_known_is_counted_and_what_is_new_fails(lrviz_in):
    files = {"x.yaml": TWO, "base.json": baseline(entry())}
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", files=files)
    assert lines(result) == ["x.yaml:3:8: LR104"]
    assert (result.code, result.err) == (1, "checked 1 file: 1 error, 1 in the baseline\n")
    assert json.loads(lrviz_in("validate", "x.yaml", "--baseline", "base.json", "--format", "json").out)["known"] == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(ONE, [], id="the-same"),
        pytest.param(f"# more\n\n{ONE}gamma: 0.5\n", [], id="on-another-line"),
        pytest.param("{name: StepLR,   step_size:   0}\n", [], id="written-in-another-way"),
        pytest.param(ONE.replace("0", "-1"), ["x.yaml:2:12: LR105"], id="another-value"),
        pytest.param(
            f"scheduler: {{{ONE.strip()}}}\n".replace("\n", ", ", 1), ["x.yaml:1:38: LR105"], id="another-key"
        ),
    ],
)
def test_it_holds_as_long_as_the_value_is_not_touched(text, found, lrviz_in):
    result = validate(
        lrviz_in, "x.yaml", "--baseline", "base.json", files={"x.yaml": text, "base.json": baseline(entry())}
    )
    assert lines(result) == found


def test_of_several_alike_so_many_are_known(lrviz_in, tmp_path):
    validate(lrviz_in, "x.yaml", "--write-baseline", "base.json", files={"x.yaml": TWICE})
    assert written(tmp_path)["findings"] == [entry(code="LR002", key="", text="step_size")]
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", files={"x.yaml": TWICE + "step_size: 3\n"})
    assert (lines(result), result.err) == (["x.yaml:4:1: LR002"], "checked 1 file: 1 error, 1 in the baseline\n")


def test_paths_are_seen_from_the_file_and_not_from_here(lrviz_in, tmp_path, monkeypatch):
    validate(lrviz_in, "configs", "--write-baseline", "ci/base.json", files={"configs/x.yaml": ONE, "ci/.keep": ""})
    assert written(tmp_path, "ci/base.json")["findings"] == [entry(path="../configs/x.yaml")]
    monkeypatch.chdir(tmp_path / "configs")
    assert validate(lrviz_in, "./x.yaml", "--baseline", "../ci/base.json").code == 0
    assert validate(lrviz_in, str(tmp_path / "configs"), "--baseline", f"{tmp_path}/ci/base.json").code == 0


def test_what_is_gone_is_said(lrviz_in):
    gone = [
        entry(code=code, key=key) for code, key in (("LR104", "gamma"), ("LR102", "a"), ("LR102", "b"), ("LR102", "c"))
    ]
    files = {"x.yaml": ONE, "base.json": baseline(entry(), *gone)}
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", files=files)
    assert result.err.splitlines()[0] == (
        "note: 4 findings of base.json are gone: x.yaml LR102 a, x.yaml LR102 b, x.yaml LR102 c and 1 more "
        "(--write-baseline takes out what is gone)"
    )
    assert result.code == 0


@pytest.mark.parametrize(
    ("known", "arguments", "said"),
    [
        pytest.param(entry("y.yaml"), (), False, id="of-a-file-that-was-not-checked"),
        pytest.param(entry("z.yaml"), (), True, id="of-a-file-that-is-not-there"),
        pytest.param(entry(code="LR204"), ("--ignore", "LR2"), False, id="of-a-rule-that-is-off"),
        pytest.param(entry(code="LR401"), (), False, id="of-one-that-needs-to-be-built"),
        pytest.param(entry(code="LR999"), (), False, id="of-a-rule-that-there-is-not"),
        pytest.param(entry("-"), (), False, id="of-standard-input"),
    ],
)
def test_what_was_not_looked_for_is_not_gone(known, arguments, said, lrviz_in, tmp_path):
    files = {"x.yaml": ONE, "y.yaml": ONE, "base.json": baseline(entry(), known)}
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", *arguments, files=files)
    assert ("1 finding of base.json is gone" in result.err) == said
    validate(lrviz_in, "x.yaml", "--write-baseline", "base.json", *arguments)
    assert (known in written(tmp_path)["findings"]) != said


def test_it_is_brought_up_to_date(lrviz_in, tmp_path):
    files = {"x.yaml": TWO, "base.json": baseline(entry(), entry(key="gone"))}
    both = ("--baseline", "base.json", "--write-baseline", "base.json")
    result = validate(lrviz_in, "x.yaml", *both, files=files)
    assert (result.code, result.out) == (0, "")
    assert result.err == "note: wrote 2 known findings to base.json\nchecked 1 file: no findings, 2 in the baseline\n"
    assert [known["key"] for known in written(tmp_path)["findings"]] == ["gamma", "step_size"]
    before = (tmp_path / "base.json").read_bytes()
    validate(lrviz_in, "x.yaml", *both)
    assert (tmp_path / "base.json").read_bytes() == before


def test_what_keeps_a_file_from_being_read_can_be_known(lrviz_in):
    validate(lrviz_in, "x.yaml", "--write-baseline", "base.json", files={"x.yaml": "name: [\n"})
    assert validate(lrviz_in, "x.yaml", "--baseline", "base.json").code == 0
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", files={"x.yaml": "scheduler: {\n"})
    assert result.code == 1


def test_a_name_that_is_not_unicode(lrviz_in, tmp_path):
    name = os.fsdecode(b"\xff\n.yaml")
    (tmp_path / name).write_text(ONE)
    validate(lrviz_in, ".", "--write-baseline", "base.json")
    assert validate(lrviz_in, ".", "--baseline", "base.json").code == 0


def test_standard_input(lrviz_in, tmp_path, monkeypatch):
    (tmp_path / "in").write_text(ONE)
    for arguments, code in ((("--write-baseline", "base.json"), 0), (("--baseline", "base.json"), 0), ((), 1)):
        with (tmp_path / "in").open() as file:
            monkeypatch.setattr(sys, "stdin", file)
            assert validate(lrviz_in, "-", *arguments).code == code


def test_it_is_not_written_where_not_all_could_be_read(lrviz_in, tmp_path):
    result = validate(lrviz_in, "x.yaml", "none.yaml", "--write-baseline", "base.json", files={"x.yaml": ONE})
    assert (result.code, lines(result)) == (2, ["x.yaml:2:12: LR105"])
    assert result.err.splitlines()[0] == "note: base.json is not written, as not every config could be read"
    assert not (tmp_path / "base.json").exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param("x.yaml", "x.yaml is an input and is never written", id="a-config"),
        pytest.param(
            "other.json", "other.json was not made by lrviz and is left as it is (give another name)", id="not-ours"
        ),
        pytest.param("none/base.json", "the folder none is not there; make it first", id="nowhere"),
        pytest.param(".", ". is a folder; give the name of a file", id="a-folder"),
        pytest.param(
            "curves.json",
            "curves.json is not a baseline of this version of lrviz (--write-baseline makes one)",
            id="another-one-of-ours",
        ),
    ],
)
def test_what_must_not_be_written(target, said, lrviz_in, tmp_path):
    curves = '{"generator": "made with lrviz"}'
    files = {"x.yaml": ONE, "other.json": "{}", "curves.json": curves}
    result = validate(lrviz_in, "x.yaml", "--write-baseline", target, files=files)
    assert result == (2, "", f"error: {said}\n")
    assert {name: (tmp_path / name).read_text() for name in files} == files


NO_BASELINE = "base.json is not a baseline of this version of lrviz (--write-baseline makes one)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(None, "base.json: no such file or directory", id="missing"),
        pytest.param("", NO_BASELINE, id="empty"),
        pytest.param("[" * 100_000, NO_BASELINE, id="deep"),
        pytest.param("[1]", NO_BASELINE, id="a-list"),
        pytest.param(json.dumps({**EMPTY, "schema_version": 2}), NO_BASELINE, id="of-another-version"),
        pytest.param(json.dumps({**EMPTY, "findings": 1}), NO_BASELINE, id="no-list"),
        pytest.param(baseline({}), NO_BASELINE, id="no-finding"),
        pytest.param(baseline({**entry(), "path": 1}), NO_BASELINE, id="no-text"),
        pytest.param(baseline(entry(count=0)), NO_BASELINE, id="none"),
        pytest.param(baseline(entry(count=True)), NO_BASELINE, id="no-count"),
        pytest.param("\udcff", NO_BASELINE, id="no-text-at-all"),
    ],
)
def test_what_is_no_baseline(text, said, lrviz_in, tmp_path):
    (tmp_path / "x.yaml").write_text(ONE)
    if text is not None:
        (tmp_path / "base.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", "--exit-zero")
    assert result == (2, "", f"error: {said}\n")


def test_a_count_beyond_all_measure(lrviz_in):
    files = {"x.yaml": "name: StepLR\nstep_size: 3\n", "base.json": baseline(entry(count=10**18))}
    result = validate(lrviz_in, "x.yaml", "--baseline", "base.json", files=files)
    assert "1,000,000,000,000,000,000 findings of base.json are gone: x.yaml LR105 step_size (" in result.err
