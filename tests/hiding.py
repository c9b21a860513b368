"""`lrviz` as it is where a library is not installed, though it is here."""

from __future__ import annotations

_CODE = """
import sys
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "LIBRARY" else find(name, *rest)
sys.modules["LIBRARY"] = None
from lrviz.__main__ import main
sys.argv = ["lrviz", *sys.argv[1:]]
sys.stderr = sys.stdout
try:
    main()
except SystemExit as stop:
    print("exit", stop.code)
"""


def lrviz_without(library: str) -> str:
    """The code of a process that runs `lrviz` with its arguments, and prints what it says and its exit code."""
    return _CODE.replace("LIBRARY", library)
