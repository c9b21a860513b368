"""Who may import whom, and who may touch the world outside."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent


class Module(NamedTuple):
    name: str
    tree: ast.Module
    imported: frozenset[str]
    imported_at_once: frozenset[str]


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(nodes, package):
    """The modules that some statements import, with what is in their functions; not those that are for types alone."""
    for node in nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from imports(node.orelse, package)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module
            # `from lrviz.render import tables` imports a module, and `from lrviz.text import printable` does not
            yield from (
                f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" in package
            )
        else:
            yield from imports(ast.iter_child_nodes(node), package)


def read(path, package):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    stripped = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(stripped):
        if isinstance(node, ast.FunctionDef):
            node.body = []
    return Module(
        module_name(path),
        tree,
        frozenset(imports(tree.body, package)),
        frozenset(imports(stripped.body, package)),
    )


PATHS = sorted([*ROOT.glob("lrviz/**/*.py"), *ROOT.glob("schedules/**/*.py")])
NAMES = frozenset(map(module_name, PATHS))
MODULES = [read(path, NAMES) for path in PATHS]


def within(name, *packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def ours(names):
    """The names that are of this project, each as the module that is imported."""
    return {name for name in names if name in NAMES and within(name, "lrviz", "schedules")} - {"lrviz", "schedules"}


# What the modules that know least may import of lrviz. A module that is not here is held by the rules below alone.
MAY_IMPORT = {
    "arguments": "errors",
    "edits": "",
    "errors": "",
    "grammar": "",
    "limits": "",
    "lookup": "",
    "spans": "",
    "streams": "",
    "text": "",
    "yaml_errors": "spans",
    "yaml_nodes": "errors limits spans yaml_errors",
    "document": "errors limits merging spans yaml_nodes",
    "merging": "yaml_nodes",
    "interpolation": "document grammar limits lookup unresolved",
    "overrides": "document errors lookup text",
    "sweep": "errors text",
    "revision": "errors reading text",
    "scheduler_names": "",
    "variants": "document errors limits overrides reading revision scheduler_names sweep text",
    "options": "errors limits",
    "reading": "errors text",
    "metric": "errors limits reading text",
    "logs.rounding": "",
    "logs.run": "curve",
    "logs.readings": "logs.run options",
    "logs.shifts": "logs.readings logs.run",
    "logs.beyond": "evaluate logs.run",
    "logs.causes": "curve evaluate logs.beyond logs.readings logs.run logs.shifts",
    "logs.resume_steps": "logs.run",
    "logs.carried_on": (
        "curve logs.causes logs.readings logs.resume_steps logs.run metric options resume stepping surround"
    ),
    "logs.length": "logs.readings plan",
    "logs.columns": "errors text",
    "logs.verdict": "logs.length logs.readings options logs.runlog",
    "logs.groups": "errors logs.runlog text",
    "logs.files": "errors reading text",
    "logs.runlog": "errors logs logs.columns logs.files logs.rounding options text",
    "outputs": "errors reading text",
    "fixes_wanted": "errors reading",
    "watching": "errors paths text",
    "dialects.setup": "",
    "dialects.keys": "",
    "dialects.names": "",
    "dialects.numbers": "dialects.setup text",
    "dialects.warmups": "dialects.numbers dialects.setup options unresolved",
    "dialects.entries": "dialects.setup dialects.warmups",
    "dialects.graft": "dialects.setup document",
    "dialects.surroundings": "dialects.entries dialects.names dialects.setup document",
    "dialects.import_paths": "dialects.entries dialects.names dialects.setup",
    "dialects.hydra_keys": "dialects.entries dialects.setup",
    "dialects.optimizers": (
        "dialects.entries dialects.import_paths dialects.names dialects.optimizer_words dialects.setup "
        "dialects.surroundings text"
    ),
    "dialects.lightning_keys": "dialects.entries dialects.names",
    "dialects.classes": (
        "dialects.numbers dialects.entries dialects.hydra_keys dialects.import_paths dialects.lightning_keys "
        "dialects.names dialects.setup dialects.strangers dialects.warmups options unresolved"
    ),
    "dialects.optimizer_words": "dialects.names dialects.setup text",
    "dialects.timm_cycles": "dialects.timm_kinds",
    "dialects.strangers": "dialects.setup",
    "dialects.outdated": "",
    "dialects.shapes": "dialects.classes dialects.entries dialects.setup document",
    "parts": "options rules.owners",
    "together": "options parts",
    "joint_course": "options parts",
    "joint": "joint_course plan sentences shape site",
    "dialects.linear_warmup": "dialects.entries dialects.keys dialects.setup document",
    "dialects.mmengine_kinds": "",
    "dialects.mmengine_entries": "dialects.numbers dialects.mmengine_kinds dialects.setup options unresolved",
    "dialects.mmengine_checks": "dialects.mmengine_entries dialects.mmengine_kinds",
    "dialects.mmengine_momentum": (
        "dialects.mmengine_checks dialects.mmengine_entries dialects.mmengine_kinds dialects.numbers dialects.setup"
    ),
    "dialects.mmengine": (
        "dialects.graft dialects.numbers dialects.keys dialects.mmengine_checks dialects.mmengine_entries "
        "dialects.mmengine_kinds dialects.mmengine_momentum dialects.setup document"
    ),
    "dialects.warmup_wrapper": (
        "dialects.numbers dialects.classes dialects.entries dialects.names dialects.setup dialects.warmups document"
    ),
    "dialects.known_classes": "dialects.numbers dialects.entries dialects.setup document unresolved",
    "dialects.project_template": (
        "dialects.numbers dialects.classes dialects.entries dialects.keys dialects.setup document unresolved"
    ),
    "dialects.name_alone": (
        "dialects.classes dialects.entries dialects.keys dialects.names dialects.setup dialects.surroundings "
        "dialects.warmups document"
    ),
    "dialects.timm_kinds": "",
    "dialects.timm_arguments": (
        "dialects.timm_cycles dialects.keys dialects.numbers dialects.setup dialects.surroundings dialects.timm_kinds "
        "document unresolved"
    ),
    "dialects.native": "dialects.entries dialects.keys dialects.setup dialects.shapes document edits",
    "dialects.misspelt": (
        "dialects.entries dialects.names dialects.native dialects.setup dialects.surroundings document edits"
    ),
    "dialects.subject": (
        "dialects.classes dialects.entries dialects.keys dialects.misspelt dialects.names dialects.native "
        "dialects.setup dialects.shapes document lookup"
    ),
    "unresolved": "",
    "values": "dialects.setup dialects.surroundings document interpolation options text unresolved",
    "epoch_length": "dialects.setup options",
    "horizon": "dialects.setup epoch_length options values",
    "render.frame": "spans text",
    "__main__": "guard streams",
}


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_module_knows_no_more_than_it_must(name):
    module = next(module for module in MODULES if module.name == f"lrviz.{name}")
    allowed = {f"lrviz.{other}" for other in MAY_IMPORT[name].split()}
    assert {other for other in ours(module.imported) if within(other, "lrviz")} - {"lrviz.dialects"} <= allowed


# Packages and modules, and what none of them imports, not even within a function.
NEVER = [
    pytest.param(("schedules",), ("lrviz",), id="the factory knows nothing of the command line"),
    pytest.param(
        ("lrviz.document", "lrviz.yaml_nodes", "lrviz.interpolation", "lrviz.overrides", "lrviz.dialects"),
        ("lrviz.rules", "lrviz.render", "lrviz.lint", "lrviz.placing", "lrviz.plan", "lrviz.planning"),
        id="what reads a config knows nothing of rules and of what is shown",
    ),
    pytest.param(
        (
            *("lrviz.rules", "lrviz.lint", "lrviz.no_schedule", "lrviz.placing", "lrviz.report"),
            *("lrviz.plan", "lrviz.planning", "lrviz.site", "lrviz.shape", "lrviz.sieve"),
        ),
        ("lrviz.render", "lrviz.curve", "lrviz.stepping", "lrviz.engines", "lrviz.workflow", "lrviz.checking"),
        id="what checks a config builds and shows nothing",
    ),
    pytest.param(
        ("lrviz.render",),
        ("lrviz.lint", "lrviz.workflow", "lrviz.checking", "lrviz.stepping", "lrviz.engines"),
        id="what shows does not work",
    ),
    pytest.param(("lrviz.stepping", "lrviz.evaluate"), ("lrviz.render", "lrviz.lint"), id="what runs does not show"),
    pytest.param(("lrviz",), ("omegaconf",), id="every guard is ours, and none is OmegaConf's"),
    pytest.param(("lrviz", "schedules"), ("pickle", "multiprocessing"), id="nothing is unpickled"),
]


@pytest.mark.parametrize(("importers", "others"), NEVER)
def test_module_never_imports(importers, others):
    found = {
        (module.name, other)
        for module in MODULES
        for other in module.imported
        if within(module.name, *importers) and within(other, *others)
    }
    assert found == set()


# Who may import these modules at all. Below the command line, nobody knows of it.
ONLY_BY = {
    "lrviz.cli": {"lrviz.guard"},
    "lrviz.guard": {"lrviz.__main__"},
    "lrviz.commands": {"lrviz.cli"},
    "lrviz.console": {"lrviz.cli", "lrviz.commands", "lrviz.guard"},
    "lrviz.cli_options": {"lrviz.commands"},
    "typer": {"lrviz.cli", "lrviz.command", "lrviz.commands", "lrviz.cli_options", "lrviz.guard"},
    "matplotlib": {"lrviz.render.figure", "lrviz.render.styles"},
    "plotly": {"lrviz.render.html"},
    "watchfiles": {"lrviz.watching"},
    "jinja2": {"lrviz.render.html"},
    "tempfile": set(),
    # git alone knows what a file was at a revision; it is started there, by fixed arguments, for nothing else
    "subprocess": {"lrviz.revision"},
    "lrviz.revision": {"lrviz.variants"},
}


@pytest.mark.parametrize("name", ONLY_BY)
def test_module_is_imported_by_few(name):
    importers = {module.name for module in MODULES if any(within(other, name) for other in module.imported)}
    outside = {importer for importer in importers if not within(importer, name)}
    assert {importer for importer in outside if not within(importer, *ONLY_BY[name])} == set()


FIGURE = tuple(name for name in NAMES if within(name, "lrviz.render.figure"))

# Libraries that cost time to load, and the modules that load them when they are imported themselves.
AT_ONCE = {
    "torch": (),
    "timm": (),
    "omegaconf": (),
    "matplotlib": FIGURE,
    "plotly": (),
    "watchfiles": (),
    "jinja2": ("lrviz.render.html",),
    "numpy": (
        "lrviz.curve",
        "lrviz.difference",
        "lrviz.evaluate",
        "lrviz.logs.carried_on",
        "lrviz.logs.causes",
        "lrviz.logs.check",
        "lrviz.logs.each_update",
        "lrviz.logs.length",
        "lrviz.logs.readings",
        "lrviz.logs.resume_steps",
        "lrviz.logs.run",
        "lrviz.logs.shifts",
        "lrviz.numbers",
        "lrviz.phases",
        "lrviz.render.chart",
        "lrviz.render.data",
        "lrviz.render.samples",
        "lrviz.render.plotted",
        "lrviz.render.thin",
        *FIGURE,
        "schedules.formula_arrays",
    ),
}


@pytest.mark.parametrize("library", AT_ONCE)
def test_heavy_library_is_loaded_where_it_is_needed(library):
    loading = {module.name for module in MODULES if any(within(other, library) for other in module.imported_at_once)}
    assert loading <= set(AT_ONCE[library])


def dotted(node):
    """`os.environ.get` of such an expression, or an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def names_used(module):
    return {dotted(node) for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)} - {""}


# Who may touch the world outside, and by which names.
TOUCHES = {
    "print": (),
    "input": (),
    "eval": (),
    "exec": (),
    "compile": (),
    "__import__": (),
    "breakpoint": (),
    "os.system": (),
    "sys.exit": ("lrviz.__main__",),
    "os._exit": ("lrviz.__main__",),
    "sys.stdout": ("lrviz.__main__", "lrviz.streams", "lrviz.console"),
    "sys.stderr": ("lrviz.__main__", "lrviz.streams", "lrviz.console", "lrviz.guard"),
    "sys.stdin": ("lrviz.reading",),
    "os.environ": ("lrviz.__main__", "lrviz.console", "lrviz.hidden", "lrviz.interpolation", "lrviz.revision"),
    "os.getenv": (),
    "import_module": (
        "lrviz",
        "lrviz.cli",
        "lrviz.console",
        "lrviz.dialects.search",
        "lrviz.plugins",
        "lrviz.rules",
        "schedules",
        "schedules.libraries",
        "schedules.shelf",
        "schedules.upstream",
    ),
    "signal.signal": ("lrviz.__main__",),
}


@pytest.mark.parametrize("name", TOUCHES)
def test_few_touch_the_world_outside(name):
    users = {
        module.name
        for module in MODULES
        if any(used == name or used.startswith(f"{name}.") for used in names_used(module))
    }
    assert users <= set(TOUCHES[name])


def test_rules_are_known_by_no_name():
    """A rule is one file: nothing imports it but the package that lists the folder."""
    rules = {name for name in NAMES if name.startswith("lrviz.rules.LR")}
    assert {module.name for module in MODULES if rules & module.imported} <= rules
