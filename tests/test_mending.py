"""`validate --fix` and `--diff`: what is written, shown and left."""

from __future__ import annotations

import stat

import pytest

BAD = b"# the run\r\nscheduler:\r\n  name: CosineAnnealingLR # c\r\n  t_max: '50' # half\r\nsteps: 100\r\n"
CERTAIN = BAD.replace(b"t_max: '50'", b"T_max: 50")
LIKELY = CERTAIN.replace(b"T_max: 50", b"T_max: 100")
DONE = "rename t_max to T_max; take 50 out of its quotes"


@pytest.fixture
def bad(tmp_path):
    (tmp_path / "a.yaml").write_bytes(BAD)
    return tmp_path / "a.yaml"


def test_fix_mends_what_is_certain_and_reports_the_rest(lrviz_in, bad):
    result = lrviz_in("validate", "a.yaml", "--fix", "--format", "concise")
    assert bad.read_bytes() == CERTAIN
    assert result.code == 0
    assert result.out.startswith("a.yaml:4:10: LR204 warning `T_max: 50` is the way down alone")
    assert result.err == f"note: fixed a.yaml: {DONE}\nchecked 1 file: 1 warning\n"


def test_unsafe_fixes_mend_what_is_likely_too(lrviz_in, bad):
    result = lrviz_in("validate", "a.yaml", "--fix", "--unsafe-fixes")
    assert bad.read_bytes() == LIKELY
    assert (result.code, result.out) == (0, "")
    assert result.err == f"note: fixed a.yaml: {DONE}; set T_max to 100\nchecked 1 file: no findings\n"


def test_fixing_twice_changes_nothing(lrviz_in, bad):
    lrviz_in("validate", "a.yaml", "--fix", "--unsafe-fixes")
    assert lrviz_in("validate", "a.yaml", "--fix", "--unsafe-fixes").err == "checked 1 file: no findings\n"
    assert bad.read_bytes() == LIKELY


def test_diff_shows_the_change_and_writes_nothing(lrviz_in, bad):
    result = lrviz_in("validate", "a.yaml", "--diff", "--unsafe-fixes")
    assert bad.read_bytes() == BAD
    assert result.out.splitlines() == [
        "--- a.yaml",
        "+++ a.yaml",
        "@@ -1,5 +1,5 @@",
        " # the run",
        " scheduler:",
        "   name: CosineAnnealingLR # c",
        "-  t_max: '50' # half",
        "+  T_max: 100 # half",
        " steps: 100",
    ]
    assert (result.code, result.err) == (
        1,
        f"note: would fix a.yaml: {DONE}; set T_max to 100\nchecked 1 file: 1 error\n",
    )


def test_a_file_keeps_its_rights_its_mark_and_its_links(lrviz_in, tmp_path):
    file = tmp_path / "real.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + BAD)
    file.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    lrviz_in("validate", "link.yaml", "--fix")
    assert file.read_bytes() == b"\xef\xbb\xbf" + CERTAIN
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert (tmp_path / "link.yaml").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "real.yaml"]


def test_what_is_ignored_is_not_fixed(lrviz_in, bad):
    lrviz_in("validate", "a.yaml", "--fix", "--ignore", "LR102,LR104")
    assert bad.read_bytes() == BAD


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(
            ["-", "--fix"],
            "error: standard input cannot be written (--diff shows what would be changed)\n",
            id="standard-input",
        ),
        pytest.param(
            ["a.yaml", "--fix", "--set", "steps=5"],
            "error: --set changes what is read and not the files, so they cannot be fixed with it\n",
            id="overrides",
        ),
    ],
)
def test_what_cannot_be_fixed(lrviz_in, bad, arguments, error):
    result = lrviz_in("validate", *arguments)
    assert (result.code, result.err) == (2, error)
    assert bad.read_bytes() == BAD
