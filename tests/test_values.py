"""What lrviz reads of a config is what OmegaConf reads, and it knows where each part stands."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from lrviz.document import read_document
from lrviz.errors import UnreadablePath
from lrviz.limits import Limits
from schedules.checker import UNKNOWN

CORPUS = sorted(Path(os.environ.get("LRVIZ_CORPUS") or "/no such folder").glob("*.y*ml"))


def omegaconf(text):
    """What OmegaConf reads, not resolved, or the error by which it refuses the text."""
    try:
        return OmegaConf.to_container(OmegaConf.load(io.StringIO(text)), resolve=False)
    except Exception as error:  # PyYAML raises what it likes
        return error


def troubles(document):
    return [(trouble.kind, trouble.span[:2]) for trouble in document.troubles]


def same(text):
    document = read_document("x.yaml", text.encode())
    # which of two wins is the version's to say, and both are asked
    assert [trouble for trouble in troubles(document) if trouble[0] != "merge-order"] == []
    assert repr(document.data) == repr(omegaconf(text))


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        pytest.param("1e-6", 1e-6, id="exponent without a point is a float, which PyYAML reads as text"),
        pytest.param("1E-3", 1e-3, id="capital exponent"),
        pytest.param("1e6", 1e6, id="exponent without a sign"),
        pytest.param("1.0e6", 1e6, id="point and exponent without a sign"),
        pytest.param("12e03", 12e3, id="exponent with a leading zero"),
        pytest.param("5.e3", 5e3, id="point without digits after it"),
        pytest.param(".5e3", ".5e3", id="point first takes an exponent with a sign alone"),
        pytest.param(".5e+3", 5e2, id="point first and a signed exponent"),
        pytest.param("-.5", "-.5", id="sign and point first is text"),
        pytest.param("+1", 1, id="plus"),
        pytest.param("-0", 0, id="minus zero is an int"),
        pytest.param("-0.0", -0.0, id="minus zero with a point keeps its sign"),
        pytest.param("1e400", float("inf"), id="too large"),
        pytest.param("1e-400", 0.0, id="too small"),
        pytest.param("1e", "1e", id="no exponent"),
        pytest.param("1,000.5", "1,000.5", id="thousands"),
        pytest.param("0,5", "0,5", id="decimal comma"),
        pytest.param("010", 8, id="octal"),
        pytest.param("08", "08", id="no octal digit"),
        pytest.param("0o10", "0o10", id="octal of YAML 1.2 is text"),
        pytest.param("0x10", 16, id="hexadecimal"),
        pytest.param("0b11", 3, id="binary"),
        pytest.param("1_000", 1000, id="underscore"),
        pytest.param("1__0", 10, id="two underscores"),
        pytest.param("_1", "_1", id="underscore first"),
        pytest.param("1_000.5", 1000.5, id="underscore in a float"),
        pytest.param("1:30", 90, id="base 60"),
        pytest.param("190:20:30", 685230, id="base 60 twice"),
        pytest.param("1:30.5", 90.5, id="base 60 with a point"),
        pytest.param("1:60", "1:60", id="no digit of base 60"),
        pytest.param("yes", True, id="yes"),
        pytest.param("no", False, id="no"),
        pytest.param("on", True, id="on"),
        pytest.param("Off", False, id="off"),
        pytest.param("y", "y", id="y is text"),
        pytest.param("N", "N", id="n is text"),
        pytest.param("tRUE", "tRUE", id="odd case is text"),
        pytest.param("inf", "inf", id="inf is text"),
        pytest.param(".inf", float("inf"), id="infinity"),
        pytest.param("-.Inf", float("-inf"), id="minus infinity"),
        pytest.param("nan", "nan", id="nan is text"),
        pytest.param("~", None, id="tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param("Null", None, id="null"),
        pytest.param("None", "None", id="Python's None is text"),
        pytest.param("''", "", id="empty quotes"),
        pytest.param('"1e-6"', "1e-6", id="quoted number is text"),
        pytest.param(r'"\x41\u00e9\n"', "Aé\n", id="escapes"),
        pytest.param("'it''s'", "it's", id="doubled quote"),
        pytest.param("2001-01-01", "2001-01-01", id="date is text"),
        pytest.param("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00", id="time is text"),
        pytest.param('!!int "3"', 3, id="int tag"),
        pytest.param("!!float 3", 3.0, id="float tag"),
        pytest.param("!!float 1e3", 1000.0, id="float tag and exponent"),
        pytest.param("!!str 3", "3", id="str tag"),
        pytest.param("!!bool yes", True, id="bool tag"),
        pytest.param("!!null ''", None, id="null tag"),
        pytest.param("!!binary aGVsbG8=", b"hello", id="binary tag"),
        pytest.param("! 3", 3, id="the tag that says nothing"),
        pytest.param("٣", "٣", id="digits of other scripts are text"),
        pytest.param("a#b", "a#b", id="hash within a word is no comment"),
        pytest.param("x\ufeffy", "x\ufeffy", id="byte-order mark within a word"),
        pytest.param("???", "???", id="missing"),
        pytest.param("${a.b}", "${a.b}", id="interpolation"),
    ],
)
def test_scalar_is_read_as_omegaconf_reads_it(scalar, value):
    text = f"key: {scalar}\nlist:\n- {scalar}\n"
    assert repr(read_document("x.yaml", text.encode()).data) == repr({"key": value, "list": [value]})
    same(text)


def test_nan_is_read_as_omegaconf_reads_it():
    same("a: .nan\nb: [.NaN]\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: |\n  x\n  y\n\nb: |-\n  x\nc: |+\n  x\n\nd: >\n  x\n  y\n\n  z\n", id="block scalars"),
        pytest.param("a: x\n  y\nb: 'x\n\n  y'\nc: \"x\\\n  y\"\n", id="scalars over lines"),
        pytest.param("a: [1,\n  2, {b: c,\n  d: [e,],}]\n", id="flow style over lines"),
        pytest.param("{a: 1, 'b': 2, c, d: }", id="flow mapping with keys alone"),
        pytest.param("[a: 1, b]", id="pairs in a flow list"),
        pytest.param("- a\n- - b\n-\n- c: d\n  e: f\n", id="lists in lists"),
        pytest.param("? a\n: b\n", id="explicit key"),
        pytest.param("2: a\ntrue: b\n1.5: c\n0x10: d\n", id="keys that are no text"),
        pytest.param("!!binary aGk=: 1\n", id="key of bytes"),
        pytest.param("=: 1\n", id="the value key"),
        pytest.param("%YAML 1.1\n---\na: 1\n...\n", id="directive and document marks"),
        pytest.param("# nothing\n---\n# more\na: 1 # end", id="comments and no last line end"),
        pytest.param("a: &x {b: 1}\nc: *x\nd: [*x, &y 1, *y]\n&k e: *y\n", id="anchors and aliases"),
        pytest.param("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", id="what is written wins over what is merged"),
        pytest.param("a: &x {b: 1, c: 2}\nd: {c: 3, e: 4, <<: *x}\n", id="merged keys come first"),
        pytest.param("a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}\n", id="the first of a merged list wins"),
        pytest.param("a: &x {b: 1}\nc: &y {b: 2}\ne:\n  <<: *x\n  <<: *y\n", id="one of several merges wins"),
        pytest.param("a: &x {bb: 1}\nc: &y {bb: 2}\ne: {<<: [*x, *y]}\n", id="one of a list of merges wins"),
        pytest.param("a: &x {b: 1}\nc: &y {b: 2}\ne: {<<: [*x, *y]}\n", id="and so where the key is one sign"),
        pytest.param("a: &x {bb: 1}\nc: &y {<<: *x, bb: 3}\ne: {<<: [*y, *x]}\n", id="and where one is merged twice"),
        pytest.param("a: &x {b: {c: 1}}\nd: {<<: *x, b: 2}\n", id="a mapping is replaced by a scalar"),
        pytest.param("a: {<<: {b: 1}, '<<': 2}\n", id="a quoted merge key is a key"),
        pytest.param("a: {<<: [], b: 1}\n", id="an empty list is merged"),
        pytest.param("a: &x {b: 1}\nc: &y {<<: *x, d: 2}\ne: {<<: *y}\n", id="a merge of a merge"),
        pytest.param("a: 1\r\nb:\r\n  - 2\r\n", id="CRLF"),
        pytest.param("a: 1\rb:\r  - 2\r", id="CR alone"),
        pytest.param("a: 1\x85b: 2\u2028c: 3\u2029d: 4\n", id="the line ends of YAML 1.1"),
        pytest.param("日本: 語 🙂\n\U0001d465: é\n", id="wide and astral characters"),
        pytest.param('a: "\\N\\_\\L\\P\\0\\e"\n', id="escapes of control characters"),
        pytest.param("a: " + "9" * 4000, id="a long integer"),
    ],
)
def test_document_is_read_as_omegaconf_reads_it(text):
    same(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "a: &x {bb: 1}\nc: &y {bb: 2}\ne: {<<: [*x, *y]}\n", [("merge-order", (3, 9))], id="another-value"
        ),
        pytest.param(
            "a: &x {bb: 1}\nc: &y {bb: '1'}\ne: {<<: [*x, *y]}\n", [("merge-order", (3, 9))], id="another-type"
        ),
        pytest.param(
            "a: &x {bb: [1]}\nc: &y {bb: [1]}\ne: {<<: [*x, *y]}\n",
            [("merge-order", (3, 9))],
            id="lists-are-not-looked-into",
        ),
        pytest.param("a: &x {bb: 1}\nc: &y {bb: 0x1}\ne: {<<: [*x, *y]}\n", [], id="the-same-value"),
        pytest.param("a: &x {bb: 1}\nc: &y {bb: 2}\ne: {<<: [*x, *y], bb: 3}\n", [], id="written-beside-it"),
        pytest.param("a: &x {b: 1}\nc: &y {b: 2}\ne: {<<: [*x, *y]}\n", [], id="a-key-of-one-letter-is-the-first"),
        pytest.param("a: &x {bb: 1}\nc: &y {cc: 2}\ne: {<<: [*x, *y]}\n", [], id="other-keys"),
        pytest.param("a: &x {bb: 1}\ne: {<<: [*x, *x]}\n", [], id="the-same-twice"),
        pytest.param("a: &x {bb: 1}\nc: &y {<<: *x, cc: 2}\ne: {<<: [*y, *x]}\n", [], id="the-same-by-another-way"),
    ],
)
def test_a_merge_whose_order_decides_is_seen(text, found):
    assert troubles(read_document("x.yaml", text.encode())) == found


def test_byte_order_mark_is_no_part_of_the_first_key():
    assert read_document("x.yaml", b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~\n", "---\n...\n"])
def test_nothing_is_read_of_an_empty_file(text):
    document = read_document("x.yaml", text.encode())
    assert (document.data, document.troubles) == (None, [])


@pytest.mark.parametrize(
    ("text", "data", "found"),
    [
        pytest.param("a: 1\nb: 2\n'a': 3\n", {"a": 3, "b": 2}, [("duplicate-key", (3, 1))], id="duplicate key"),
        pytest.param("1: a\n0x1: b\n", {1: "b"}, [("duplicate-key", (2, 1))], id="duplicate number as a key"),
        pytest.param(
            "a: {b: 1, b: 2}\nc: {b: 1, d: 2, b: 3, d: 4}\n",
            {"a": {"b": 2}, "c": {"b": 3, "d": 4}},
            [("duplicate-key", (1, 11)), ("duplicate-key", (2, 17)), ("duplicate-key", (2, 23))],
            id="every duplicate is reported",
        ),
        pytest.param(
            "a: &x {bb: 1, bb: 2}\nc: *x\nd: {<<: *x}\n",
            {"a": {"bb": 2}, "c": {"bb": 2}, "d": {"bb": 2}},
            [("duplicate-key", (1, 15))],
            id="once, however often it is referred to",
        ),
        pytest.param("a: *x\nb: 1\n", {"a": UNKNOWN, "b": 1}, [("alias", (1, 4))], id="alias of nothing"),
        pytest.param("a: &x [*x]\n", {"a": [UNKNOWN]}, [("alias", (1, 8))], id="alias of what it is a part of"),
        pytest.param("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}, [("alias", (2, 4))], id="anchor twice"),
        pytest.param("a: !x 1\nb: 2\n", {"a": UNKNOWN, "b": 2}, [("tag", (1, 4))], id="unknown tag"),
        pytest.param("a: !x {b: 1}\n", {"a": UNKNOWN}, [("tag", (1, 4))], id="unknown tag of a mapping"),
        pytest.param("!x\na: 1\n", UNKNOWN, [("tag", (1, 1))], id="unknown tag of everything"),
        pytest.param(
            "a: !!python/object/apply:os.system [echo hi]\n", {"a": UNKNOWN}, [("tag", (1, 4))], id="tag that would run"
        ),
        pytest.param("a: !!python/name:os.system\n", {"a": UNKNOWN}, [("tag", (1, 4))], id="tag that would import"),
        pytest.param("a: !!timestamp 2001-01-01\n", {"a": UNKNOWN}, [("tag", (1, 4))], id="time tag"),
        pytest.param("a: !!set {b}\n", {"a": UNKNOWN}, [("tag", (1, 4))], id="set tag"),
        pytest.param("a: !!int x\n", {"a": UNKNOWN}, [("scalar", (1, 10))], id="no int"),
        pytest.param("a: !!int ''\n", {"a": UNKNOWN}, [("scalar", (1, 10))], id="empty int"),
        pytest.param("a: !!float\n", {"a": UNKNOWN}, [("scalar", (1, 11))], id="float of nothing"),
        pytest.param("a: !!int '-'\n", {"a": UNKNOWN}, [("scalar", (1, 10))], id="sign alone"),
        pytest.param("a: 0x_\n", {"a": UNKNOWN}, [("scalar", (1, 4))], id="hexadecimal without digits"),
        pytest.param("a: !!bool maybe\n", {"a": UNKNOWN}, [("scalar", (1, 11))], id="no bool"),
        pytest.param("a: " + "9" * 5000, {"a": UNKNOWN}, [("scalar", (1, 4))], id="more digits than Python reads"),
        pytest.param("a: 0x" + "f" * 5000, {"a": UNKNOWN}, [("scalar", (1, 4))], id="more than Python writes"),
        pytest.param("a: 1" + ":59" * 3000, {"a": UNKNOWN}, [("scalar", (1, 4))], id="too many parts in base 60"),
        pytest.param("a: 1" + ":59" * 174 + ".5", {"a": UNKNOWN}, [("scalar", (1, 4))], id="base 60 beyond a float"),
        pytest.param("a: 1:59:59.5", {"a": 7199.5}, [], id="a float in base 60"),
        pytest.param("a: =\n", {"a": UNKNOWN}, [("scalar", (1, 4))], id="bare equals sign"),
        pytest.param("a: <<\n", {"a": UNKNOWN}, [("scalar", (1, 4))], id="bare merge sign"),
        pytest.param("a: {<<: 3, b: 1}\n", {"a": {"b": 1}}, [("merge", (1, 9))], id="merge of a number"),
        pytest.param("a: {<<: [3], b: 1}\n", {"a": {"b": 1}}, [("merge", (1, 10))], id="merge of a list of numbers"),
        pytest.param("a: {<<: *x, b: 1}\n", {"a": {"b": 1}}, [("alias", (1, 9))], id="merge of nothing"),
        pytest.param("~: 1\nb: 2\n", {"b": 2}, [("key", (1, 1))], id="null as a key"),
        pytest.param("? [a]\n: 1\nb: 2\n", {"b": 2}, [("key", (1, 3))], id="list as a key"),
        pytest.param("{a: 1}: 1\nb: 2\n", {"b": 2}, [("key", (1, 1))], id="mapping as a key"),
        pytest.param("a: 1\n---\nb: 2\n", {"a": 1}, [("documents", (2, 1))], id="second document"),
    ],
)
def test_what_is_wrong_is_reported_and_the_rest_is_read(text, data, found):
    document = read_document("x.yaml", text.encode())
    assert (document.data, troubles(document)) == (data, found)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(b"a: \xff\n", (1, 4), id="a byte that is not UTF-8"),
        pytest.param("é: ü\r日: ".encode() + b"\xff", (2, 4), id="columns count characters, and CR ends a line"),
        pytest.param("a: 1\n".encode("utf-16"), (1, 1), id="UTF-16"),
    ],
)
def test_file_that_is_not_utf_8_is_shown_as_far_as_it_goes(content, place):
    document = read_document("x.yaml", content)
    assert (document.data, troubles(document)) == (None, [("not-utf-8", place)])
    assert len(document.text.splitlines()) >= place[0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("a: x\x00\n", (1, 5), id="NUL"),
        pytest.param("a: 1\rb: \x1b[1m\n", (2, 4), id="escape, after CR"),
        pytest.param("a: 1\u2028b: \x7f\n", (2, 4), id="delete, after a line separator"),
        pytest.param("🙂: \x9b\n", (1, 4), id="C1, after an astral character"),
    ],
)
def test_control_character_is_reported_where_it_stands(text, place):
    assert troubles(read_document("x.yaml", text.encode())) == [("control-character", place)]


@pytest.mark.parametrize(
    ("text", "limits", "message", "hint"),
    [
        pytest.param(
            "[" * 900, Limits(), "the document is more than 50 deep", "--max-depth 500", id="deeper than is read"
        ),
        pytest.param(
            "[[[1]]]", Limits(depth=2), "the document is more than 2 deep", "--max-depth 20", id="one too deep"
        ),
        pytest.param(
            "[1, 2, 3]", Limits(nodes=3), "the document is more than 3 nodes large", "--max-nodes 30", id="one too many"
        ),
        pytest.param(
            "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
            Limits(),
            "the document stands for more than 10,000 nodes when its aliases are written out",
            "--max-nodes 100000",
            id="a bomb of aliases",
        ),
        pytest.param(
            "a: &a {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\nb: {<<: [" + "*a, " * 1000 + "]}\n",
            Limits(),
            "the document stands for more than 10,000 nodes when its aliases are written out",
            "--max-nodes 100000",
            id="a bomb of merges",
        ),
    ],
)
def test_bound_is_kept_and_names_its_option(text, limits, message, hint):
    with pytest.raises(Exception, match=message) as refused:
        read_document("x.yaml", text.encode(), limits)
    assert hint in refused.value.hint


def test_what_is_deep_enough_for_a_crash_is_refused():
    try:
        document = read_document("x.yaml", b"[" * 30_000)
    except UnreadablePath as refused:
        assert refused.message == "the document is more than 50 deep"
    else:
        # PyYAML 6.0.4 has a bound of its own
        assert [trouble.kind for trouble in document.troubles] == ["syntax"]


@pytest.mark.parametrize("text", ["[[1]]", "{a: {b: 1}}"])
def test_bound_is_inclusive(text):
    assert read_document("x.yaml", text.encode(), Limits(depth=2)).troubles == []


# Generated documents

NAMES = st.sampled_from(["a", "b", "name", "T_max", "日", "x y", "1", "yes", "~", "1e-3", "a.b", "#", "🙂"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
    | NAMES
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.integers(0, 20) | st.booleans() | st.floats(0, 1), inner, max_size=4)
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(NAMES, TREES, max_size=5) | st.lists(TREES, max_size=4)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, None, '"', "'", "|", ">"]),
        "width": st.sampled_from([8, 40, 1000]),
        "indent": st.sampled_from([2, 3, 8]),
        "allow_unicode": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
        "explicit_start": st.booleans(),
    }
)
SLOW = settings(suppress_health_check=list(HealthCheck), deadline=None)


@SLOW
@given(DOCUMENTS, STYLES)
def test_generated_document_is_read_as_omegaconf_reads_it(data, style):
    text = yaml.safe_dump(data, sort_keys=False, **style)
    expected = omegaconf(text)
    assume(not isinstance(expected, Exception))
    document = read_document("x.yaml", text.encode())
    assert troubles(document) == []
    assert repr(document.data) == repr(expected)


MERGES = st.lists(
    st.tuples(
        st.lists(st.integers(0, 5), max_size=3),
        st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), max_size=3),
        st.sampled_from(["list", "several", "last"]),
    ),
    min_size=1,
    max_size=6,
)


def merging(entries):
    """Mappings, each of which merges some of those before it, in one of the ways in which that can be written."""
    lines = []
    for number, (merged, own, how) in enumerate(entries):
        aliases = [f"*m{index}" for index in merged if index < number]
        merges = [f"<<: [{', '.join(aliases)}]"] if how == "list" else [f"<<: {alias}" for alias in aliases]
        pairs = [f"{key}: {value}" for key, value in own.items()]
        lines.append(
            f"k{number}: &m{number} {{{', '.join([*pairs, *merges] if how == 'last' else [*merges, *pairs])}}}"
        )
    return "\n".join(lines)


@SLOW
@given(MERGES)
def test_generated_merges_are_read_as_omegaconf_reads_them(entries):
    text = merging(entries)
    expected = omegaconf(text)
    # OmegaConf 2.3 refuses some merges of merges as duplicate keys
    assume(not isinstance(expected, Exception))
    document = read_document("x.yaml", text.encode())
    assert troubles(document) == []
    # in which order the keys come is another matter with OmegaConf 2.4
    assert document.data == expected


@SLOW
@given(DOCUMENTS, STYLES.map(lambda style: {**style, "default_style": None}))
def test_text_at_each_place_reads_back_to_the_value(data, style):
    text = yaml.safe_dump(data, sort_keys=False, **style)
    document = read_document("x.yaml", text.encode())
    assume(not document.troubles)
    lines = text.splitlines(keepends=True)
    for path, (_, span) in document.places.items():
        if path not in document.sources:
            continue
        written = "".join(lines[span.line - 1 : span.end_line])
        last = lines[span.end_line - 1] if span.end_line <= len(lines) else ""
        end = len(written) - len(last) + span.end_column - 1
        assert document.sources[path] == written[span.column - 1 : end]
        if "\n" not in document.sources[path] and "\r" not in document.sources[path]:
            again = read_document("x.yaml", f"- {document.sources[path]}".encode())
            assert repr(again.data) == repr([document.get(path)])


@SLOW
@given(st.text(st.sampled_from("ab: \n\t-[]{},&*!#|>'\"%@`?<=~1\\\x85\u2028\r🙂é\x00"), max_size=30))
def test_any_text_is_read_or_refused_with_a_place_in_it(text):
    document = read_document("x.yaml", text.encode())
    lines = text.splitlines() or [""]
    for trouble in document.troubles:
        assert 1 <= trouble.span.line <= len(lines)
        assert 1 <= trouble.span.column <= len(lines[trouble.span.line - 1]) + 1


@SLOW
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(content):
    read_document("x.yaml", content)


@pytest.mark.skipif(not CORPUS, reason="LRVIZ_CORPUS is no folder of configs")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_real_config_is_read_as_omegaconf_reads_it(path):
    document = read_document(path.name, path.read_bytes())
    expected = omegaconf(path.read_text())
    if isinstance(expected, Exception):
        assert document.troubles != []
    else:
        assert troubles(document) == []
        assert repr(document.data) == repr(expected)


@pytest.mark.parametrize(
    ("text", "path", "key", "value", "source"),
    [
        pytest.param("a: 1e-3\n", ("a",), (1, 1, 1, 2), (1, 4, 1, 8), "1e-3", id="plain"),
        pytest.param("a: 'x' # y\n", ("a",), (1, 1, 1, 2), (1, 4, 1, 7), "'x'", id="quotes belong to it"),
        pytest.param("a: &x 5\n", ("a",), (1, 1, 1, 2), (1, 7, 1, 8), "5", id="an anchor does not"),
        pytest.param("a: !!float &x\n  5\n", ("a",), (1, 1, 1, 2), (2, 3, 2, 4), "5", id="nor a tag on another line"),
        pytest.param("a: &x 5\nb: *x\n", ("b",), (2, 1, 2, 2), (1, 7, 1, 8), "5", id="an alias is where it is written"),
        pytest.param("a: [1,\n  22]\n", ("a", 1), None, (2, 3, 2, 5), "22", id="element of a list"),
        pytest.param("b: 1\r\na: 2\r\n", ("a",), (2, 1, 2, 2), (2, 4, 2, 5), "2", id="CRLF"),
        pytest.param("b: 1\ra: 2\r", ("a",), (2, 1, 2, 2), (2, 4, 2, 5), "2", id="CR alone"),
        pytest.param("b: 1\x85a: 2\n", ("a",), (2, 1, 2, 2), (2, 4, 2, 5), "2", id="next line"),
        pytest.param("b: 1\u2028a: 2\n", ("a",), (2, 1, 2, 2), (2, 4, 2, 5), "2", id="line separator"),
        pytest.param("\ufeffa: 2\n", ("a",), (1, 1, 1, 2), (1, 4, 1, 5), "2", id="byte-order mark"),
        pytest.param("a:\t2\t# x\n", ("a",), (1, 1, 1, 2), (1, 4, 1, 5), "2", id="tabs count as one"),
        pytest.param("{🙂: 日, a: 2}\n", ("a",), (1, 8, 1, 9), (1, 11, 1, 12), "2", id="so do astral characters"),
        pytest.param("a:\nb: 1\n", ("a",), (1, 1, 1, 2), (1, 3, 1, 3), "", id="nothing, after the colon"),
        pytest.param("a: &x {b: 1}\nc: {<<: *x}\n", ("c", "b"), (1, 8, 1, 9), (1, 11, 1, 12), "1", id="merged"),
    ],
)
def test_place_of_a_value(text, path, key, value, source):
    document = read_document("x.yaml", text.encode())
    assert document.places[path] == (key, value)
    assert document.sources[path] == source


def test_place_of_a_key_is_of_the_last_one_given():
    document = read_document("x.yaml", b"a: {b: 1}\na: 2\n")
    assert document.places[("a",)].key[:2] == (2, 1)
    assert ("a", "b") not in document.places
