"""What the site has beside the pages in this folder: lists of pages, and a picture of each scheduler.

Called by mkdocs: https://www.mkdocs.org/user-guide/configuration/#hooks
"""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

import lrviz
from lrviz.explain import example_config
from lrviz.render.figure import save
from schedules.catalog import SCHEDULERS

HERE = Path(__file__).parent

TERMINAL_CHART = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)
NO_CHART = re.compile(r"^It depends on the metric, so .*$", re.MULTILINE)

LOADED = re.compile(r"""<(?:link|script|img|iframe|source)\b[^>]*?\b(?:src|href)=["']?(?:https?:)?//[^"'> ]+""")
"""What a browser fetches from elsewhere as it shows a page; a link that a person may follow is none."""


def on_config(config: Any) -> Any:
    """Put the generated pages into the navigation, in the order of their names."""
    for title, folder in (("Rules", "rules"), ("Schedulers", "schedulers")):
        names = sorted(path.name for path in (HERE / folder).glob("*.md") if path.name != "README.md")
        config.nav.append({title: [f"{folder}/README.md", *(f"{folder}/{name}" for name in names)]})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Draw the example of each scheduler."""
    for name in SCHEDULERS.names():
        files.append(File.generated(config, f"schedulers/{name}.svg", content=picture_of(name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the picture of a scheduler in the place of the text that draws it in a terminal."""
    folder, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    if folder != "schedulers" or name not in SCHEDULERS.names():
        return markdown
    before, heading, example = markdown.partition("## Example\n")
    picture = f"![The example, drawn by lrviz plot]({name}.svg)"
    drawn = TERMINAL_CHART.sub(picture, example)
    if drawn == example:
        drawn = NO_CHART.sub(f"With a metric that never becomes better:\n\n{picture}", example)
    if drawn == example:
        raise PluginError(f"{page.file.src_uri} has no example beside which the picture could stand")
    return before.replace("```text\n", "``` { .text .formula }\n") + heading + drawn


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Refuse a page that a reader without a network would not see whole."""
    if found := LOADED.search(output):
        raise PluginError(f"{page.file.src_uri} loads something from elsewhere: {found[0]}")
    return output


def picture_of(name: str) -> bytes:
    """The curve of the example of a scheduler, as SVG."""
    with warnings.catch_warnings():
        # some schedulers are deprecated, which their pages say
        warnings.simplefilter("ignore")
        drawn = lrviz.plot(example_config(SCHEDULERS.load(name)), title="")
    content = io.BytesIO()
    save(drawn.figure(), content, "svg")
    return content.getvalue()
