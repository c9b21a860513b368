"""The page of every rule is in form, and what it shows is what the rule finds."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version

import mutate
import pytest
from claims import prove

from lrviz.document import read_document
from lrviz.fixing import apply_fix
from lrviz.limits import Limits
from lrviz.lint import lint, site_findings
from lrviz.options import Options
from lrviz.rules import all_rules
from lrviz.rules.page import HEADINGS, read_page
from lrviz.sieve import Checks
from schedules.upstream import timm_scheduler

RULES = list(all_rules().values())
TOLD = {"LR003", "LR004", "LR110", "LR401", "LR408", "LR409", "LR410"}
"""The rules whose bad configs are no YAML at all, or need more than a file: their pages describe them."""
SINCE = {"LR309": pytest.mark.since("torch", "2.13")}
"""What older versions do otherwise, as the page of the rule says."""

BAD = [
    pytest.param(rule, example, id=f"{rule.code}-bad-{number}", marks=SINCE.get(rule.code, ()))
    for rule in RULES
    for number, example in enumerate(read_page(rule.page).bad)
]
GOOD = [
    pytest.param(rule, example, id=f"{rule.code}-good-{number}")
    for rule in RULES
    for number, example in enumerate(read_page(rule.page).good)
]


def findings_of(text, also=None):
    """What is found in a config; by a rule that is off too, where one is given."""
    report = lint(read_document("page.yaml", text.encode()), Options())
    sites = [site for draft in report.drafts for site in draft.sites]
    if also is None or also.enabled:
        return report.findings
    return report.findings + [found for site in sites for found in site_findings(report.document, site, Checks([also]))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_page_is_in_form(rule):
    page = read_page(rule.page)
    assert page.title.endswith("."), "a title ends with a full stop"
    assert len(page.title) <= 80, "a title has up to 80 characters"
    assert [heading for heading in HEADINGS if not page.sections.get(heading)] == [], "sections that are missing"
    assert [heading for heading in page.sections if heading not in HEADINGS] == [], "sections that no page has"
    assert list(page.sections) == list(HEADINGS), "the order of the sections"
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)


def test_the_codes_of_a_group_have_no_gaps():
    groups = [sorted(code for code in all_rules() if code.startswith(f"LR{group}")) for group in range(5)]
    due = [f"LR{group}{number:02}" for group, codes in enumerate(groups) for number in range(1, len(codes) + 1)]
    assert list(all_rules()) == due, "a new rule has the next free code of its group"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_shows_what_it_finds_and_what_it_lets_pass(rule):
    page = read_page(rule.page)
    assert bool(page.bad) == (rule.code not in TOLD)
    assert len(page.good) >= 2, "at least two configs below Good show where it is silent"
    unmarked = [example.text for example in page.bad if rule.code not in {code for _, code in example.expected}]
    assert unmarked == [], f"a config below Bad has a comment `# {rule.code}` on each line that is found"
    assert all(not example.expected for example in page.good)


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_bad_has_the_findings_that_are_marked(rule, example):
    found = {(finding.span.line, finding.code) for finding in findings_of(example.text, rule)}
    assert found == set(example.expected)


DEEP = "{name: ChainedScheduler, schedulers: [" * 51 + "{name: StepLR, step_size: 3}" + "]}" * 51


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("LR003", "name: StepLR\nstep_size: 30  # caf\xe9\n".encode("latin-1")),
        ("LR003", "name: StepLR\nstep_size: 30\n".encode("utf-16")),
        ("LR004", b"name: StepLR\nstep_size: 30  # \x07\n"),
        ("LR004", b"name: StepLR\nstep_size: 30  # \x1b[0m\n"),
        ("LR110", DEEP.encode()),
    ],
)
def test_what_a_page_only_tells_of_is_found_too(code, content):
    report = lint(read_document("page.yaml", content, Limits(depth=150)), Options())
    assert [finding.code for finding in report.findings] == [code]


@pytest.mark.needs("torch", "timm")
def test_a_run_fails_as_the_page_tells(lrviz_in, monkeypatch):
    monkeypatch.delattr(timm_scheduler(), "WSDLRScheduler")
    (config,) = re.findall(r"```text\n(.*?)```", all_rules()["LR401"].page, re.DOTALL)
    result = lrviz_in("validate", "--build", "--format", "concise", "wsd.yaml", files={"wsd.yaml": config})
    assert result.out == f"wsd.yaml:1:19: LR401 error timm {version('timm')} has no WSDLRScheduler\n"


@pytest.mark.needs("torch", "timm")
@pytest.mark.parametrize(("code", "option"), [("LR408", "--resume-at-epoch=2"), ("LR409", "--resume-at=6")])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_resumed_run_parts_as_the_page_tells(code, option, lrviz_in):
    page = all_rules()[code].page
    config, *_ = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    (said,) = re.findall(rf'With `--build {option.replace("=", " ")}`: "(.*?)"', page)
    result = lrviz_in("validate", "--build", option, "--format", "concise", "a.yaml", files={"a.yaml": config})
    (line,) = result.out.splitlines()
    assert line.startswith(f"a.yaml:2:19: {code} ")
    assert line.endswith(said)


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_a_run_cannot_be_resumed_as_the_page_tells(lrviz_in):
    (code,) = re.findall(r"```text\n(.*?)```", all_rules()["LR410"].page, re.DOTALL)
    imports = "from schedules import register\nfrom torch.optim.lr_scheduler import LRScheduler\n"
    files = {"poly_plugin.py": imports + code, "a.yaml": "name: PolyLR\nsteps: 20\n"}
    arguments = ("validate", "--build", "--plugin", "poly_plugin", "--format", "concise", "a.yaml")
    assert lrviz_in(*arguments, files=files).out == ""
    (line,) = lrviz_in(*arguments, "--resume-at=6").out.splitlines()
    assert line.startswith(
        "a.yaml:1:7: LR410 error the run cannot be resumed after 6 steps: AttributeError: Can't pickle"
    )


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_good_has_no_finding(rule, example):
    assert [(finding.code, finding.message) for finding in findings_of(example.text, rule)] == []


@pytest.mark.needs("torch")
@pytest.mark.parametrize(("rule", "example"), [case for case in BAD if case.values[0].check is not None])
def test_every_number_of_a_message_follows_from_the_real_curve(rule, example):
    messages = [finding.message for finding in findings_of(example.text, rule) if finding.code == rule.code]
    assert messages
    for message in messages:
        prove(message, example.text)


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_the_fix_of_a_finding_mends_it(rule, example):
    document = read_document("page.yaml", example.text.encode())
    for finding in findings_of(example.text, rule):
        if finding.code == rule.code and finding.fix is not None:
            mended = apply_fix(document, finding.fix)
            assert mended is not None, finding.fix
            left = [(other.code, other.key) for other in findings_of(mended.text, rule)]
            assert (finding.code, finding.key) not in left, f"it is found in what its fix makes:\n{mended.text}"


@pytest.mark.parametrize(
    ("code", "left", "said"),
    [
        pytest.param("LR222", 0, "LR222: its page fails without the check, as it should\n", id="missed"),
        pytest.param("LR102", 2, "LR102 has no check of its own: nothing to take out\n", id="found-elsewhere"),
        pytest.param("LR999", 2, "there is no rule LR999\n", id="unknown"),
    ],
)
def test_a_check_that_is_taken_out_is_told_of(code, left, said):
    # in a process of its own, as the rules are changed
    done = subprocess.run([sys.executable, mutate.__file__, code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (left, said, "")


def test_a_page_that_passes_without_its_check_is_told_what_it_lacks():
    lacks = "add a config below Bad, with `# LR223` on the line it is for"
    assert mutate.say("LR223", passes=True) == f"LR223: its page passes without the check: {lacks}"
