"""Makes the gallery: `python -m showcase FOLDER [NAME...]`, where names are those of cases, or their beginnings."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from showcase.cases import CASES
from showcase.catching import catch
from showcase.index import index


def main(folder: str, names: list[str]) -> int:
    """Run the cases, keep what they show, and put all of it on a page.

    Returns:
        1 where a case has shown nothing.
    """
    gallery = Path(folder)
    gallery.mkdir(parents=True, exist_ok=True)
    wanted = [case for case in CASES if not names or case.name.startswith(tuple(names))]
    caught = []
    for case in wanted:
        with tempfile.TemporaryDirectory() as place:
            caught.append(catch(case, gallery, Path(place)))
        sys.stdout.write(f"{case.name}: exit {caught[-1].code}, {', '.join(caught[-1].files) or 'nothing'}\n")
        sys.stdout.flush()
    if not names:
        (gallery / "index.html").write_text(index(caught), encoding="utf-8")
    return int(any(not each.files for each in caught))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
