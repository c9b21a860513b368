"""Interpolations become what OmegaConf makes of them, within a budget, and nothing secret is read, run or shown."""

from __future__ import annotations

import itertools
import json
import os
import re
import warnings
from importlib.metadata import version

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf
from omegaconf.errors import GrammarParseError
from omegaconf.grammar_parser import parse

from lrviz.document import read_document
from lrviz.grammar import parse_element, parse_text
from lrviz.interpolation import Interpolations
from lrviz.limits import Limits

SLOW = settings(suppress_health_check=list(HealthCheck), deadline=None)


def ours(data, key="v", allowed=(), limits=None):
    """What a key of a document becomes, and the kinds and messages of what cannot be resolved in it."""
    text = data if isinstance(data, str) else json.dumps(data)
    document = read_document("x.yaml", text.encode())
    assert document.troubles == []
    interpolations = Interpolations(document, allowed, limits or Limits())
    value = interpolations.resolve(document.data[key], (key,))
    return value, interpolations.unresolved


def omegaconf(data, key="v"):
    """What OmegaConf makes of it, or the error that it raises."""
    try:
        config = OmegaConf.create(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = config._get_node(key)._dereference_node()
            return OmegaConf.to_container(node, resolve=True) if OmegaConf.is_config(node) else node._value()
    except Exception as error:  # also RecursionError
        return error


AROUND = {
    "x": 5,
    "f": 1e-3,
    "n": None,
    "yes": True,
    "text": "a b",
    "l": [1, "two", {"a": 3}],
    "d": {"a": 1, "b": "${.a}", "c": "${..x}", "e": {"f": "${...x}", "g": "${..a}"}},
    "k": "d.a",
    "key": "a",
    "one": "1",
    "to_d": "${d}",
    "to_l": "${to_d.e}",
    "t1": "${t2}",
    "t2": "${t3}",
    "t3": "${x}",
    "number": "1e-3",
    "list": "[1, a, 2.5]",
    "half_known": {"a": 1, "b": "${nowhere}"},
    "decode": "decode",
    "oc": "oc.decode",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("${x}", 5, id="absolute"),
        pytest.param("${ x\t}", 5, id="blanks inside"),
        pytest.param("${f}", 1e-3, id="a float stays one"),
        pytest.param("${n}", None, id="null"),
        pytest.param("${yes}", True, id="bool"),
        pytest.param("${l}", [1, "two", {"a": 3}], id="a list"),
        pytest.param("${d}", {"a": 1, "b": 1, "c": 5, "e": {"f": 5, "g": 1}}, id="a mapping, resolved where it stands"),
        pytest.param("${d.a}", 1, id="nested key"),
        pytest.param("${d[a]}", 1, id="bracket key"),
        pytest.param("${[d][a]}", 1, id="brackets alone"),
        pytest.param("${[d].a}", 1, id="brackets and a dot"),
        pytest.param("${l[0]}", 1, id="index in brackets"),
        pytest.param("${l.1}", "two", id="index after a dot"),
        pytest.param("${l[2].a}", 3, id="key below an index"),
        pytest.param("${.x}", 5, id="relative"),
        pytest.param("${${k}}", 1, id="nested, with a dot in what it gives"),
        pytest.param("${d.${key}}", 1, id="nested key at the end"),
        pytest.param("${d[${key}]}", 1, id="nested key in brackets"),
        pytest.param("${l[${one}]}", "two", id="nested index"),
        pytest.param("${to_d.b}", 1, id="through a reference"),
        pytest.param("${to_l.f}", 5, id="through two references"),
        pytest.param("${half_known.a}", 1, id="beside what is not known"),
        pytest.param("${t1}", 5, id="chain"),
        pytest.param("a${x}b", "a5b", id="in a text"),
        pytest.param("${x}${f}", "50.001", id="two of them"),
        pytest.param("${n}${yes}", "NoneTrue", id="null and bool in a text"),
        pytest.param("a ${l}", "a [1, 'two', {'a': 3}]", id="list in a text"),
        pytest.param("a ${half_known}", "a {'a': 1, 'b': '${nowhere}'}", id="mapping in a text, as it stands"),
        pytest.param("\\${x}", "${x}", id="escaped"),
        pytest.param("\\\\${x}", "\\5", id="escaped backslash"),
        pytest.param("\\\\\\${x}", "\\${x}", id="escaped backslash and escaped"),
        pytest.param("\\a ${x} \\\\b\\\\", "\\a 5 \\\\b\\\\", id="other backslashes stay"),
        pytest.param("$x $${x} ${x}$", "$x $5 5$", id="dollars"),
        pytest.param("{${x}} ${x}}", "{5} 5}", id="braces"),
        pytest.param("a\n${x}\n", "a\n5\n", id="lines"),
        pytest.param("${oc.decode:'1e-3'}", 1e-3, id="decode a float"),
        pytest.param("${oc.decode:${number}}", 1e-3, id="decode a reference"),
        pytest.param("${oc.decode:${list}}", [1, "a", 2.5], id="decode a list"),
        pytest.param("${oc.decode:'{a: 1, b: [c, \"d\"]}'}", {"a": 1, "b": ["c", "d"]}, id="decode a mapping"),
        pytest.param("${oc.decode:'yes'}", "yes", id="decode knows fewer words than YAML"),
        pytest.param("${oc.decode:'a b'}", "a b", id="decode text"),
        pytest.param("${oc.decode:null}", None, id="decode null"),
        pytest.param("${oc.${decode}:'1'}", 1, id="nested name of a resolver"),
        pytest.param("${${oc}:'1'}", 1, id="nested name of a resolver as a whole"),
        pytest.param("${oc.select:x}", 5, id="select"),
        pytest.param("${oc.select:d.e}", {"f": 5, "g": 1}, id="select a mapping"),
        pytest.param("${oc.select:nowhere}", None, id="select what is not there"),
        pytest.param("${oc.select:nowhere,7}", 7, id="select with a default"),
        pytest.param("${oc.select:nowhere.below,'a, b'}", "a, b", id="select with a quoted default"),
        pytest.param("${oc.select:nowhere,${x}}", 5, id="select with a reference as its default"),
        pytest.param("${oc.select:x.below,7}", 7, id="select below a number"),
        pytest.param("${oc.select: x , 7 }", 5, id="blanks around arguments"),
    ],
)
def test_value_is_what_omegaconf_makes_of_it(text, value):
    data = {**AROUND, "v": text}
    assert ours(data) == (value, [])
    assert repr(ours(data)[0]) == repr(omegaconf(data))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("${oc.env:LRVIZ_TEST}", "1e-3", id="a variable is text"),
        pytest.param("${oc.env:'LRVIZ_TEST'}", "1e-3", id="in quotes"),
        pytest.param("${oc.decode:${oc.env:LRVIZ_TEST}}", 1e-3, id="decoded"),
        pytest.param("${oc.env:LRVIZ_UNSET,7}", "7", id="a default is text"),
        pytest.param("${oc.env:LRVIZ_UNSET,null}", None, id="null as a default"),
        pytest.param("${oc.env:LRVIZ_UNSET,${x}}", "5", id="a reference as a default"),
        pytest.param("${oc.env:LRVIZ_TEST,7}", "1e-3", id="a default that is not needed"),
    ],
)
def test_variable_that_is_allowed_is_what_omegaconf_reads(text, value, monkeypatch):
    monkeypatch.setenv("LRVIZ_TEST", "1e-3")
    monkeypatch.delenv("LRVIZ_UNSET", raising=False)
    data = {**AROUND, "v": text}
    assert ours(data, allowed=("LRVIZ_TEST", "LRVIZ_UNSET")) == (value, [])
    assert repr(omegaconf(data)) == repr(value)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        pytest.param("???", "missing", "the value is not given yet (`???`)", id="missing"),
        pytest.param("${m}", "missing", "the value is not given yet (`???`)", id="reference to what is missing"),
        pytest.param("a ${m}", "missing", "the value is not given yet (`???`)", id="text with what is missing"),
        pytest.param("${nowhere}", "reference", "`nowhere` is not in this file", id="no such key"),
        pytest.param("${d.z}", "reference", "`d.z` is not in this file", id="no such nested key"),
        pytest.param("${x.y}", "reference", "`x.y` is not in this file", id="below a number"),
        pytest.param("${n.y}", "reference", "`n.y` is not in this file", id="below null"),
        pytest.param("${l[9]}", "reference", "`l.9` is not in this file", id="index past the end"),
        pytest.param("${l[a]}", "reference", "`l.a` is not in this file", id="no index"),
        pytest.param("${..x}", "reference", "`..x` goes above the top of the file", id="above the top"),
        pytest.param(
            "${d.${text}}",
            "reference",
            "`${d.${text}}` is not in this file",
            id="what a nested key became is not shown",
        ),
        pytest.param("${v}", "cycle", "the interpolation leads back to itself: v -> v", id="itself"),
        pytest.param("${c1}", "cycle", "the interpolation leads back to itself: c1 -> c2 -> c1", id="cycle"),
        pytest.param("${now:%Y}", "resolver", "only the run knows what `${now:%Y}` gives", id="resolver of the run"),
        pytest.param("${eval:'1+1'}", "resolver", "only the run knows what `${eval:'1+1'}` gives", id="another"),
        pytest.param("${oc.dict.keys:d}", "resolver", "only the run knows what `${oc.dict.keys:d}` gives", id="keys"),
        pytest.param("${oc.decode:1}", "syntax", "`oc.decode` takes text", id="decode of a number"),
        pytest.param("${oc.decode:'[1'}", "syntax", "what `oc.decode` is given is no value", id="decode of no value"),
        pytest.param("${oc.decode:}", "syntax", "`oc.decode` takes one argument, and gets 0", id="no argument"),
        pytest.param("${oc.env:a,b,c}", "syntax", "`oc.env` takes 1 to 2 arguments, and gets 3", id="too many"),
        pytest.param("${${yes}}", "syntax", "`${yes}` stands for a key and gives no text", id="bool as a key"),
        pytest.param("${${d}}", "syntax", "`${d}` stands for a key and gives no text", id="mapping as a key"),
        pytest.param("${x", "syntax", "the interpolation is not closed", id="not closed"),
        pytest.param("${", "syntax", "the interpolation is not closed", id="opened alone"),
        pytest.param("${f:'a}", "syntax", "a quote in the interpolation is not closed", id="quote not closed"),
        pytest.param(
            "${}", "syntax", "an interpolation is `${key}`, `${a.b[0]}` or `${resolver:argument}`", id="empty"
        ),
        pytest.param(
            "${.}", "syntax", "an interpolation is `${key}`, `${a.b[0]}` or `${resolver:argument}`", id="dot alone"
        ),
        pytest.param(
            "${l[0}", "syntax", "an interpolation is `${key}`, `${a.b[0]}` or `${resolver:argument}`", id="bracket"
        ),
        pytest.param(
            "${a b}", "syntax", "' ' cannot stand in an interpolation there; quote or escape it", id="blank within"
        ),
        pytest.param(
            "${f:(a)}", "syntax", "'(' cannot stand in an interpolation there; quote or escape it", id="parenthesis"
        ),
        pytest.param(
            "${f:é}", "syntax", "'\\\\xe9' cannot stand in an interpolation there; quote or escape it", id="letter"
        ),
        pytest.param(
            "${1:a}",
            "syntax",
            "what stands before the `:` of the interpolation is not the name of a resolver",
            id="no name",
        ),
        pytest.param("${f:" + "[" * 60, "syntax", "the interpolation nests more than 50 deep", id="lists too deep"),
        pytest.param(
            "${" * 300 + "a" + "}" * 300, "syntax", "the interpolation nests more than 50 deep", id="too deep"
        ),
        pytest.param("${oc.env:HOME}", "environment", "a config does not read the environment", id="environment"),
    ],
)
def test_what_cannot_be_resolved_says_why(text, kind, message):
    data = {**AROUND, "m": "???", "c1": "${c2}", "c2": "${c1}", "v": text}
    _, unresolved = ours(data)
    assert [(item.kind, item.message) for item in unresolved] == [(kind, message)]
    if kind not in ("environment", "resolver") and text != "???":
        assert isinstance(omegaconf(data), Exception)


def test_what_is_inside_a_mapping_is_reported_where_it_is_written():
    value, unresolved = ours("v: {s: '${d}'}\nd: {a: 1, b: '${nowhere}', c: '???'}")
    assert value["s"]["a"] == 1
    assert [(item.path, item.kind) for item in unresolved] == [(("d", "b"), "reference"), (("d", "c"), "missing")]


def test_a_mapping_that_holds_itself_ends():
    _, unresolved = ours("v: {a: '${v}'}")
    assert [item.kind for item in unresolved] == ["cycle"]


def chain(length, link, last="1"):
    """v refers to v0, v0 to v1 and so on; `link` writes the value that refers to the next."""
    numbered = {f"v{number}": link(f"${{v{number + 1}}}") for number in range(length)}
    return {"v": "${v0}", **numbered, f"v{length}": last}


def nested(value):
    for _ in range(40):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            chain(40, lambda following: 2 * following, "abcdefgh"),
            "the interpolations grow to more than 1,000,000 characters",
            id="doubling text",
        ),
        pytest.param(
            chain(9, lambda following: [following] * 9),
            "the document needs more than 10,000 interpolations",
            id="nine lists of nine",
        ),
        pytest.param(
            {"v": ["x${big}"] * 2000, "big": "x" * 100_000},
            "the interpolations grow to more than 1,000,000 characters",
            id="a long text many times",
        ),
        pytest.param(
            chain(200, lambda following: following),
            "the interpolation goes through more than 100 others",
            id="long chain",
        ),
        pytest.param(
            chain(90, nested), "the interpolation goes through too many others", id="deep mappings in a chain"
        ),
    ],
)
def test_bomb_ends_in_a_message(data, message):
    _, unresolved = ours(data)
    assert {item.kind for item in unresolved} == {"budget"}
    assert unresolved[0].message == message


def test_bound_on_interpolations_names_its_option():
    text = "v: ['${x}', '${x}', '${x}']\nx: 1"
    assert ours(text, limits=Limits(resolutions=3))[1] == []
    _, unresolved = ours(text, limits=Limits(resolutions=2))
    assert (unresolved[0].kind, unresolved[0].hint) == ("budget", "`--max-resolutions 20` would follow them")


def test_chain_of_a_hundred_is_followed():
    assert ours(chain(98, lambda following: following)) == ("1", [])


@pytest.mark.parametrize(
    "text",
    [
        "${oc.env:SECRET_NAME}",
        "x-${oc.env:SECRET_NAME}",
        "${oc.env:SECRET_NAME,default}",
        "${ oc.env : SECRET_NAME }",
        "${oc.env:'SECRET_NAME'}",
        "${oc.env:${n}}",
        "${oc.${e}:SECRET_NAME}",
        "${${r}:SECRET_NAME}",
        "${${oc.env:SECRET_NAME}}",
        "${a.${oc.env:SECRET_NAME}}",
        "${oc.select:${oc.env:SECRET_NAME},1}",
        "${oc.select:a,${oc.env:SECRET_NAME}}",
        "${oc.decode:'${oc.env:SECRET_NAME}'}",
        "${oc.decode:${text}}",
        "${anything:${oc.env:SECRET_NAME}}",
        "${anything:[{a: ${oc.env:SECRET_NAME}}]}",
        "${a.b}",
    ],
)
def test_environment_is_not_read(text, monkeypatch):
    monkeypatch.setenv("SECRET_NAME", "hunter2")
    around = {
        "n": "SECRET_NAME",
        "e": "env",
        "r": "oc.env",
        "a": "${oc.env:SECRET_NAME}",
        "text": "${oc.env:SECRET_NAME}",
    }
    value, unresolved = ours({**around, "v": text})
    assert "hunter2" not in f"{value} {unresolved}"
    assert [item.kind for item in unresolved] == ["environment"]


def test_hint_names_the_option_and_no_name_that_was_put_together(monkeypatch):
    monkeypatch.setenv("FIRST", "hunter2")
    assert ours({"v": "${oc.env:SECOND}"})[1][0].hint == "`--allow-env SECOND` lets it"
    assert ours({"v": "${oc.env:${oc.env:FIRST}}"}, allowed=("FIRST",))[1][0].hint == ""


def test_variable_that_is_allowed_and_not_there_is_known_in_the_run_alone(monkeypatch):
    monkeypatch.delenv("LRVIZ_UNSET", raising=False)
    _, unresolved = ours({"v": "${oc.env:LRVIZ_UNSET}"}, allowed=("LRVIZ_UNSET",))
    assert [(item.kind, item.message) for item in unresolved] == [("reference", "the environment has no `LRVIZ_UNSET`")]


# Generated interpolations

SIGNS = [
    "${",
    "}",
    "'",
    '"',
    "\\",
    "\\\\",
    "[",
    "]",
    "{",
    ":",
    ",",
    " ",
    "\t",
    "$",
    ".",
    "=",
    "\n",
    "/",
    "(",
    "?",
    "#",
    "-",
    "+",
]
WORDS = ["${a}", "${f:", "${a.b[0]}", "a", "b.c", "a b", "1", "1.5", "e3", "null", "True", "inf", "_", "0", "é"]
PIECES = st.sampled_from([*SIGNS, *WORDS])
TEXTS = st.lists(PIECES, max_size=7).map("".join)
WRAPPED = TEXTS.flatmap(
    lambda text: st.sampled_from(
        [
            text,
            f"${{{text}}}",
            f"${{f:{text}}}",
            f"${{f:'{text}'}}",
            f'${{f:"{text}"}}',
            f"${{f:[{text}],{{k:{text}}}}}",
        ]
    )
)


def refused(read, *arguments):
    try:
        read(*arguments)
    except Exception:  # a mode too few is a bare Exception of the parser's
        return True
    return False


@settings(max_examples=200, deadline=None)
@given(WRAPPED)
def test_text_is_well_formed_where_omegaconf_says_so(text):
    assume(text)
    # OmegaConf 2.4 is the first with escapes in the keys that an interpolation refers to
    assume(version("omegaconf").startswith("2.3") or "\\" not in text)
    assert refused(parse_text, text) == refused(parse, text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_decoded_text_is_what_omegaconf_decodes(text):
    assume(text.strip(" \t") and "${" not in text and not refused(parse, text, "singleElement", "VALUE_MODE"))
    expected = omegaconf({"v": "${oc.decode:${t}}", "t": text})
    assume(not isinstance(expected, Exception))
    assert repr(ours({"v": "${oc.decode:${t}}", "t": text})[0]) == repr(expected)
    assert not refused(parse_element, text)


KEYS = ("a", "b", "c", "l", "m")
REFERENCES = [
    *(f"${{{dots}{key}}}" for dots in ("", "", ".", "..", "...") for key in KEYS),
    *(f"${{{first}.{second}}}" for first, second in itertools.product(KEYS, KEYS)),
    *(f"${{{first}[{second}]}}" for first, second in itertools.product(KEYS, (*KEYS, "0", "1"))),
    *(f"${{${{{key}}}}}" for key in KEYS),
    *(f"${{{first}.${{{second}}}}}" for first, second in itertools.product(KEYS, KEYS)),
    *(f"${{oc.decode:${{{key}}}}}" for key in KEYS),
    *("${oc.decode:'[1,x]'}", "${oc.decode:'{a: 1}'}", "\\${a}", "\\\\${a}", "${nowhere}"),
]
# no whole numbers: OmegaConf 2.4 takes them for keys, and 2.3 refuses
LEAVES = st.sampled_from([2.5, None, True, "a", "b", "1", "c.l", "1e-3", "x y", "", "\\"])
INTERPOLATED = st.lists(st.sampled_from(REFERENCES) | st.sampled_from(["x", "-", "\\", "$", "}", " "]), max_size=3)
NODES = st.recursive(
    LEAVES | st.sampled_from(REFERENCES) | INTERPOLATED.map("".join),
    lambda inner: (
        st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=4) | st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@settings(SLOW, max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS), NODES, min_size=2, max_size=5))
# a mapping that leads back to itself is written out as it stands, also through a reference to it
@example({"m": {"a": "${a}"}, "a": "${m}", "c": "x${a}"})
def test_generated_document_becomes_what_omegaconf_makes_of_it(data):
    for key in data:
        value, unresolved = ours(data, key)
        expected = omegaconf(data, key)
        if unresolved or isinstance(expected, Exception):
            # OmegaConf refuses the whole document for bad syntax anywhere in it
            assert isinstance(expected, Exception)
            assert unresolved or isinstance(expected, GrammarParseError)
        else:
            assert repr(value) == repr(expected)


@settings(SLOW, max_examples=150)
@given(
    TEXTS, st.sampled_from(["${f:", "${", "", "a${", "${oc.decode:'", "${oc.select:"]), st.sampled_from(["}", "'}", ""])
)
def test_any_text_is_resolved_or_refused(text, start, end):
    ours({"v": f"{start}{text}{end}", "a": {"b": [1]}, "f": "${v}"})


# Whole commands

SECRET = "hunter2-swordfish"
LEAKING = {
    "name": "name: ${oc.env:LRVIZ_SECRET}\nstep_size: 3\n",
    "value": "name: StepLR\nstep_size: ${oc.env:LRVIZ_SECRET}\n",
    "part": "name: StepLR\nstep_size: x-${oc.env:LRVIZ_SECRET}\n",
    "copied": "a: ${oc.env:LRVIZ_SECRET}\nscheduler: {name: StepLR, step_size: '${a}'}\n",
    "key": "name: StepLR\nstep_size: ${${oc.env:LRVIZ_SECRET}}\n",
    "resolver": "name: StepLR\nstep_size: ${r:${oc.env:LRVIZ_SECRET}}\n",
    "rate": "scheduler: {name: StepLR, step_size: 3}\noptimizer: {lr: '${oc.env:LRVIZ_SECRET}'}\n",
    "steps": "scheduler: {name: StepLR, step_size: 3}\nsteps: ${oc.env:LRVIZ_SECRET}\n",
    "interval": "scheduler: {name: StepLR, step_size: 3}\ninterval: ${oc.env:LRVIZ_SECRET}\n",
    "deprecated": "name: StepLR\nold: 3\nstep_size: ${oc.deprecated:old,'${oc.env:LRVIZ_SECRET}'}\n",
    "group": "scheduler: {name: StepLR, step_size: 3}\noptimizer: {groups: [{params: '${oc.env:LRVIZ_SECRET}'}]}\n",
    "mapping": "a: {b: '${oc.env:LRVIZ_SECRET}'}\nscheduler: {name: MultiStepLR, milestones: '${a}'}\n",
    "scheduler": "scheduler: ${s}\ns: {name: '${oc.env:LRVIZ_SECRET}', step_size: 3}\n",
}
COMMANDS = [
    ("validate", "x.yaml"),
    ("validate", "--format", "concise", "--if-any", "x.yaml"),
    ("validate", "--build", "x.yaml"),
    ("plot", "--no-save", "x.yaml"),
    ("table", "x.yaml"),
    ("compare", "x.yaml", "x.yaml"),
    ("validate", "x.yaml", "--allow-env", "LRVIZ_OTHER"),
    ("validate", "x.yaml", "--set", "z=${oc.env:LRVIZ_SECRET}"),
    ("validate", "x.yaml", "--set", "+scheduler.gamma=${oc.env:LRVIZ_SECRET}"),
]


@pytest.mark.parametrize("text", LEAKING.values(), ids=LEAKING.keys())
def test_no_value_of_the_environment_is_in_any_output(text, lrviz_in, monkeypatch):
    monkeypatch.setenv("LRVIZ_SECRET", SECRET)
    for arguments in COMMANDS:
        result = lrviz_in(*arguments, files={"x.yaml": text})
        assert "hunter2" not in result.out + result.err, arguments
        assert result.code in (0, 1, 2)


# each with the text that must not be seen, where it may be read
QUOTING = {
    "timm-name": ("sched: '${oc.env:S}'\nlr: 0.1\nepochs: 10\n", "zq9"),
    "timm-decay": ("sched: wsd\nlr: 0.1\nepochs: 10\ndecay_epochs: ${oc.decode:${oc.env:S}}\n", "9173"),
    "warm-up-shape": (
        "scheduler: {type: CosineAnnealingLR, T_max: 50, warmup_type: '${oc.env:S}', warmup_epochs: 5}\nepochs: 50\n",
        "zq9",
    ),
    "part-of-an-epoch": (
        "scheduler: {type: CosineAnnealingLR, T_max: 50, warmup_steps: '${oc.decode:${oc.env:S}}'}\n"
        "interval: epoch\nepochs: 50\nsteps_per_epoch: 10\n",
        "9173",
    ),
    "mmengine-begin": (
        "param_scheduler: [{type: StepLR, step_size: 3, begin: '${oc.decode:${oc.env:S}}', end: 4}]\n",
        "9173",
    ),
    "bolts": (
        "scheduler:\n  _target_: pl_bolts.optimizers.LinearWarmupCosineAnnealingLR\n"
        "  warmup_epochs: ${oc.decode:${oc.env:S}}\n  max_epochs: 10\nlr: 0.1\n",
        "-9173",
    ),
    "multi-step": (
        "scheduler:\n  _target_: schedulers.multi_step_lr.multi_step_lr\n  milestones: 10+20\n"
        "  warmup_iter: ${oc.decode:${oc.env:S}}\nlr: 0.1\n",
        "9173",
    ),
    "milestones": (
        "scheduler:\n  _target_: schedulers.multi_step_lr.multi_step_lr\n  milestones: ${oc.env:S}\n  gamma: 0.5\n"
        "lr: 0.1\nsteps: 9999\n",
        "10+9173",
    ),
    "timm-shape-of-the-decay": ("sched: wsd\nlr: 0.1\nepochs: 10\nlr_decay_fn: ${oc.env:S}\n", "zq9"),
    "timm-milestone": (
        "sched: multistep\nlr: 0.1\nepochs: 10\ndecay_milestones: ['${oc.decode:${oc.env:S}}']\n"
        "sched_on_updates: true\nsteps_per_epoch: 10\n",
        "9173",
    ),
    "end-of-a-cycle": (
        "scheduler: {name: CosineAnnealingWarmRestarts, T_0: '${oc.decode:${oc.env:S}}'}\nsteps: 9999\n",
        "9173",
    ),
    "warm-up-beside": (
        "lr_scheduler: {type: MultiStepLR, milestones: [3, 6], gamma: 0.1}\nepoches: 12\nsteps_per_epoch: 3\n"
        "lr_warmup_scheduler: {type: LinearWarmup, warmup_duration: '${oc.decode:${oc.env:S}}'}\n",
        "9173",
    ),
    "an-element-of-a-list": (
        "scheduler: {name: CosineAnnealingWarmRestarts, T_0: '${a.1}'}\nsteps: 9999\na: '${oc.decode:${oc.env:S}}'\n",
        "[17, 9173]",
    ),
    "an-element-without-a-plan": (
        "lr_scheduler: {type: MultiStepLR, milestones: [3, 6], gamma: 0.1}\nepoches: 12\nsteps_per_epoch: 3\n"
        "lr_warmup_scheduler: {type: LinearWarmup, warmup_duration: '${a.1}'}\na: '${oc.decode:${oc.env:S}}'\n",
        "[17, 9173]",
    ),
    "key": ("scheduler: ${oc.decode:${oc.env:S}}\nlr: 0.1\n", "{name: StepLR, zq9: 3}"),
    "key-by-a-reference": ("a: ${oc.decode:${oc.env:S}}\nscheduler: ${a}\nlr: 0.1\n", "{name: StepLR, zq9: 3}"),
}


@pytest.mark.parametrize("name", QUOTING)
def test_other_programs_values_are_not_quoted_either(name, lrviz_in, monkeypatch):
    text, value = QUOTING[name]
    monkeypatch.setenv("S", value)
    for form in ("text", "json", "sarif"):
        result = lrviz_in("validate", "x.yaml", "--allow-env", "S", "--format", form, files={"x.yaml": text})
        assert result.code in (0, 1)
        assert not re.search("zq9|9,?173", result.out + result.err), result.out
    result = lrviz_in("plot", "x.yaml", "--no-save", "--allow-env", "S")
    assert not re.search("zq9|9,?173", result.err), result.err


ONE_CYCLE_LAST = (
    "scheduler:\n  name: SequentialLR\n  milestones: '${oc.decode:${oc.env:S}}'\n  schedulers:\n"
    "  - {name: LinearLR, total_iters: 5}\n  - {name: StepLR, step_size: 10000}\n"
    "  - {name: OneCycleLR, max_lr: 0.1, total_steps: 8000}\nlr: 0.1\nsteps: 10000\n"
)
WINDOW = (
    "a: '${oc.decode:${oc.env:S}}'\nlr: 0.1\nsteps: 10000\nscheduler:\n"
    "- {name: StepLR, step_size: 30, interval: step, begin: '${a.0}', end: '${a.1}'}\n"
    "- {name: LinearLR, interval: step, total_iters: 10}\n"
)
RANGE = (
    "a: '${oc.decode:${oc.env:S}}'\nepoch: 20\nlr: 0.1\nepoch_scheduler:\n  class_name: ChainedScheduler\n  args:\n"
    "    step_ranges: ['${a}']\n    schedulers: [{class_name: LinearLR, args: {start_factor: 0.1}}]\n"
)
MMENGINE_WINDOW = (
    "param_scheduler: [{{type: StepLR, step_size: 3, {}: '${{oc.decode:${{oc.env:S}}}}'}}]\n"
    "train_cfg: {{max_epochs: 9}}\n"
)
CUT_SHORT = (
    "scheduler:\n  name: SequentialLR\n  milestones: [50]\n  schedulers:\n"
    "  - {name: LinearLR, total_iters: '${oc.decode:\"${oc.env:S}e300\"}'}\n  - {name: StepLR, step_size: 4000}\n"
    "lr: 0.1\nsteps: 10000\n"
)
CYCLE = "scheduler: {name: CosineAnnealingWarmRestarts, T_0: '${oc.decode:${oc.env:S}}'}\nlr: 0.1\nsteps: 99\n"
NEVER_IN_FORCE = "`end: ...` is not after the beginning, ...: the scheduler is never in force; "
BETWEEN_TICKS = (
    "`{}` lies between two ticks: a scheduler of torch has whole ones; write ..., from which on mmengine sees it"
)


# each with what is said: only numbers that stand in the config
@pytest.mark.parametrize(
    ("text", "value", "codes", "said"),
    [
        pytest.param(
            ONE_CYCLE_LAST, "[7337, 9119]", "LR206,LR210",
            [
                "`step_size: 10000` is never reached in its part of the run, ... - ... = ... steps; the scheduler is "
                "stepped after each update: use a smaller number, or leave the scheduler out",
                "`total_steps: 8000` is more than its part of the run, 10,000 - ... = ... steps: the run ends at ..., "
                "... % of the peak; total_steps: ... fits the run",
            ],
            id="differences-of-milestones",
        ),
        pytest.param(WINDOW, "[9119, 7337]", "LR106", [NEVER_IN_FORCE], id="a-window"),
        pytest.param(RANGE, "[9119, 7337]", "LR106", [NEVER_IN_FORCE], id="a-range-of-epochs"),
        pytest.param(
            MMENGINE_WINDOW.format("end"), "73771.5", "LR015",
            [BETWEEN_TICKS.format("end")],
            id="the-next-whole-number",
        ),
        pytest.param(
            MMENGINE_WINDOW.format("begin"), "73771.5", "LR015",
            [
                "the `end` of StepLR is not after its `begin`: mmengine stops; let `end` be after `begin`",
                BETWEEN_TICKS.format("begin"),
            ],
            id="the-next-whole-number-to-begin-at",
        ),
        pytest.param(
            CUT_SHORT, "73771", "LR308",
            [
                "`total_iters: '${oc.decode:\"${oc.env:S}e300\"}'` is cut short by the next scheduler: at step 50 the "
                "rate goes from ... to 0.1; use total_iters: 50, or a milestone of ..."
            ],
            id="a-part-of-a-number",
        ),
        pytest.param(
            CYCLE, "7377", "LR216",
            [
                "`T_0: '${oc.decode:${oc.env:S}}'` puts the end of the run of 99 steps into the middle of a cycle: the "
                "run ends at ..., ... % of the peak; the first cycle ends at step ..."
            ],
            id="the-end-of-a-cycle",
        ),
    ],
)  # fmt: skip
def test_a_number_that_is_worked_out_from_what_was_let_in_is_not_said(text, value, codes, said, lrviz_in, monkeypatch):
    monkeypatch.setenv("S", value)
    command = ("validate", "x.yaml", "--allow-env", "S", "--select", codes, "--format", "json")
    findings = json.loads(lrviz_in(*command, files={"x.yaml": text}).out)["findings"]
    assert [f"{finding['message']}; {finding['hint']}" for finding in findings] == said


def test_a_length_that_was_let_in_is_not_quoted(lrviz_in, monkeypatch):
    monkeypatch.setenv("S", "9173")
    run = "steps: ${oc.decode:${oc.env:S}}\nepochs: 4\nsteps_per_epoch: 5\n"
    files = {"x.yaml": f"scheduler: {{name: StepLR, step_size: 3}}\n{run}"}
    result = lrviz_in("validate", "x.yaml", "--allow-env", "S", "--select", "LR203", "--format", "concise", files=files)
    message = "`steps: ${oc.decode:${oc.env:S}}` is not `epochs: 4` times 5 steps per epoch, which is 20"
    assert result.out == f"x.yaml:2:8: LR203 warning {message}\n"


def test_no_fix_is_worked_out_from_what_was_let_in(lrviz_in, monkeypatch):
    monkeypatch.setenv("S", "7319")
    text = (
        "optimizer: {name: SGD, lr: 0.1}\nscheduler:\n  name: SequentialLR\n"
        "  milestones: ['${oc.decode:${oc.env:S}}']\n  schedulers:\n"
        "    - {name: LinearLR, total_iters: 9000}\n    - {name: CosineAnnealingLR, T_max: 9000}\nsteps: 20000\n"
    )
    command = ("validate", "--allow-env", "S", "--unsafe-fixes", "--diff")
    result = lrviz_in(*command, "x.yaml", files={"x.yaml": text})
    assert (result.code, "T_max" in result.out, "12681" in result.out + result.err) == (0, False, False)
    assert (
        "12681"
        in lrviz_in(*command, "x.yaml", files={"x.yaml": text.replace("'${oc.decode:${oc.env:S}}'", "7319")}).out
    )


# the names of parameter groups are shown, wherever a config takes them from
@pytest.mark.parametrize("name", sorted(LEAKING.keys() - {"group"}))
def test_value_that_may_be_read_is_not_quoted(name, lrviz_in, monkeypatch):
    monkeypatch.setenv("LRVIZ_SECRET", SECRET)
    for arguments in COMMANDS:
        result = lrviz_in(*arguments, "--allow-env", "LRVIZ_SECRET", files={"x.yaml": LEAKING[name]})
        assert "hunter2" not in result.out + result.err, arguments


@pytest.mark.needs("numpy")
def test_variable_that_is_allowed_is_used(lrviz_in, monkeypatch):
    monkeypatch.setenv("LRVIZ_RATE", "0.25")
    text = "scheduler: {name: StepLR, step_size: 3}\noptimizer: {lr: '${oc.decode:${oc.env:LRVIZ_RATE}}'}\nsteps: 2\n"
    result = lrviz_in("table", "x.yaml", "--allow-env", "LRVIZ_RATE", files={"x.yaml": text})
    assert (result.code, "2.500e-01" in result.out) == (0, True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("scheduler: {_target_: os.system, command: 'touch ran'}\n", id="target"),
        pytest.param('scheduler: {_target_: builtins.eval, _args_: [\'open("ran", "w")\']}\n', id="eval as a target"),
        pytest.param("scheduler: {name: os.system, command: 'touch ran'}\n", id="path as a name"),
        pytest.param("name: __loader__\nstep_size: 3\n", id="attribute as a name"),
        pytest.param("name: StepLR\nstep_size: !!python/object/apply:os.system ['touch ran']\n", id="python tag"),
        pytest.param("name: StepLR\nstep_size: !!python/object/new:os.system ['touch ran']\n", id="another"),
        pytest.param('name: StepLR\nstep_size: ${eval:\'open("ran", "w")\'}\n', id="resolver"),
        pytest.param('name: LambdaLR\nlr_lambda: \'lambda step: open("ran", "w")\'\n', id="lambda"),
        pytest.param("name: timm_WSDLRScheduler\ndecay_t: 2\nt_initial: 9\ndecay_type: os.system\n", id="value"),
    ],
)
def test_nothing_is_run(text, lrviz_in, tmp_path):
    for command in (("validate", "--build"), ("plot", "--no-save")):
        lrviz_in(*command, "x.yaml", files={"x.yaml": text})
    assert os.listdir(tmp_path) == ["x.yaml"]
