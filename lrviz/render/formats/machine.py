"""What the formats for programs have in common."""

from __future__ import annotations

import json
import re
from typing import Any

from lrviz.text import printable

LONGEST_PATH = 4096


def file_name(path: str) -> str:
    """A path as programs get it: whole, and with an escape for what cannot be printed."""
    return printable(path, LONGEST_PATH)


def dump(document: Any) -> str:
    """JSON in ASCII. What a runner of CI would take for a command is written with an escape."""
    text = json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False)
    return _COMMAND.sub(r"#\\u0023", text)


_COMMAND = re.compile(r"##(?=[\w.-]*\[)")
