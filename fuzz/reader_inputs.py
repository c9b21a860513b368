"""Files and command lines for the reader, each from a seed: the same seed always makes the same case."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random
from typing import NamedTuple

LARGEST = 990_000
"""Below the bound on the size of a file, so that it is read."""

NAMES = (
    "StepLR", "CosineAnnealingLR", "OneCycleLR", "SequentialLR", "ChainedScheduler", "ReduceLROnPlateau", "CyclicLR",
    "timm_CosineLRScheduler", "PolynomialLRDecay", "MultiStepLR", "LambdaLR", "SteLR", "__class__",
)  # fmt: skip
KEYS = (
    "name", "scheduler", "lr_scheduler", "schedulers", "step_size", "T_max", "milestones", "gamma", "optimizer",
    "lr", "groups", "params", "steps", "epochs", "steps_per_epoch", "interval", "monitor", "eta_min", "total_steps",
    "<<", "warmup_t", "t_initial", "_target_", "defaults", "a", "b", "", "0", "true", "null", "\u6ce8", "k.v",
    "type", "class_path", "init_args", "args", "params", "by_epoch", "begin", "end", "param_scheduler", "optim_wrapper",
    "lr_scheduler_type", "lr_scheduler_kwargs", "learning_rate", "warmup_ratio", "warmup_steps", "warmup_epochs",
    "num_warmup_steps", "max_steps", "num_train_epochs", "dataset_size", "batch_size", "sched", "sched_on_updates",
)  # fmt: skip
SCALARS = (
    "1", "0", "-1", "0.1", "1e-3", "1e400", ".nan", "-.inf", "010", "1:30", "1_000", "yes", "null", "~", "???", "=",
    "0x_", "9" * 5000, "2024-01-01", "'1e-3'", '"\\ud800"', '"\\e[31m\\x07"', '"\\n::error::x"', "##[error]x",
    '"\\u202e"', "StepLR", "step", "epoch", "{}", "[]", "[0, 1]", "{a: 1}", "|\n   x\n   y", ">-\n   x",
)  # fmt: skip
TAGS = (
    "!!int ", "!!float ", "!!str ", "!!bool ", "!!null ", "!!binary ", "!!set ", "!!omap ", "!!timestamp ", "! ",
    "!!python/object/apply:os.system ", "!include ", "!<tag:yaml.org,2002:int> ", "!!merge ", "!!value ",
)  # fmt: skip
TOKENS = (
    "[", "{", "]", "}", "- ", "? ", ": ", "a: ", "&a ", "*a ", "*a, ", "!t ", "!!int ", "<<: ", "'", '"', "\\", "${",
    "${a}", "${${", "${oc.env:", "${oc.decode:", "}", "|\n", ">\n", "#", "# lrviz: ignore[",
    "# lrviz: ignore[LR1]\n", "\n", "\r", "\t", " ", "\x85", "\u2028", "\ufeff", "---\n", "...\n", "%YAML 1.1\n",
    "a", "0", ".", ",", "\u202e", "::error::", "##[x]", "- - ", "a: {", "name: StepLR\n", "[[", "{a: ", "x: &x\n",
    "*x",
)  # fmt: skip
ARGUMENTS = (
    "a.b", "0", "-1", "1e9", "nan", "x", "", "a=${b}", "scheduler.step_size=3", "+a.b.c=1", "steps=[", "~a", "LR2",
    "LR999", "all", "\x1b[31m", "::error::x", "\udcff", "../x", "/dev/zero", "x.yaml", "decay:1:0", "9" * 400,
    "a" * 5000, "scheduler.schedulers.0.gamma=1e-3", "step", "epoch", "pyproject.toml", "known.json",
)  # fmt: skip
SWEEPS = (
    "scheduler.step_size=1,2,3", "steps=1,2", "scheduler.gamma=0.1,0.5,0.9", "x", "=", "a=", "=1,2", "a.b=[1,2],[3]",
    "scheduler.schedulers.0.total_iters=1,2", "a=1..9999999999", "a=" + ",".join(map(str, range(5_000))),
    "a=1e999,-1e999", "a=*b,&b 1", "a=${b},${oc.env:HOME}", "a='x,y',\"z\"", "a={b: 1},{b: 2}",
    "scheduler=StepLR,RexLR", "a=\x1b[31m,\u202e", "scheduler.name=StepLR,\n::error::x", "a=[[[[,]]]]", "a=1:30,010",
)  # fmt: skip
REVISIONS = (
    "HEAD", "HEAD~1", "main", "", "--output=x", "-c core.pager=x", ":x.yaml", "HEAD:x.yaml", "a..b", "a...b", "@{u}",
    "^x", "x\ny", "\x1b[31m", "\udcff", "../x", "HEAD^{tree}", ":/x", "--", "-", "a" * 5000, "0" * 40, "HEAD@{9999}",
)  # fmt: skip
NAMED = (*NAMES, "", "cosine", "../x", "\x1b[31m", "::error::x", "a" * 5000, "\udcff", "--help", "=cmd", "x.yaml", "-")
VALUED = (
    "--set", "--key", "--steps", "--epochs", "--steps-per-epoch", "--lr", "--interval", "--metric", "--allow-env",
    "--select", "--ignore", "--extend-select", "--fail-on", "--settings", "--baseline", "--stdin-filename",
    "--exclude", "--max-depth", "--max-bytes", "--nonsense",
)  # fmt: skip
FLAGS = ("--if-any", "--diff", "--unsafe-fixes", "--fix", "--exit-zero", "--no-settings", "--help", "-", "--")
FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")
SEEDS = (
    "optimizer: {name: AdamW, lr: 1e-3}\nscheduler:\n  name: SequentialLR\n  milestones: [100]\n  schedulers:\n"
    "    - {name: LinearLR, total_iters: 100}\n    - {name: CosineAnnealingLR, T_max: 900}\nsteps: 1000\n",
    "base: &base {step_size: 3, gamma: 0.5}\nscheduler:\n  <<: *base\n  name: StepLR\n"
    "epochs: ${run.epochs}\nrun: {epochs: 5}\n",
    "# lrviz: ignore-file[LR204]\nname: timm_CosineLRScheduler\nt_initial: 50  # lrviz: ignore[LR2]\nwarmup_t: '5'\n",
    "lr: 0.1\nsched: cosine\nepochs: 300\nwarmup_epochs: 5\nmin_lr: 1e-5\nsched_on_updates: true\nopt: adamw\n",
    "param_scheduler:\n  - {type: LinearLR, start_factor: 0.001, by_epoch: false, begin: 0, end: 500}\n"
    "  - {type: MultiStepLR, by_epoch: true, milestones: [8, 11], begin: 0, end: 12, gamma: 0.1}\n"
    "optim_wrapper: {optimizer: {type: SGD, lr: 0.02}}\ntrain_cfg: {max_epochs: 12}\n",
    "learning_rate: 2e-5\nlr_scheduler_type: cosine_with_min_lr\nlr_scheduler_kwargs: {min_lr_rate: 0.1}\n"
    "warmup_ratio: 0.03\nmax_steps: 1000\nper_device_train_batch_size: 8\n",
    "optimizer: {_target_: torch.optim.AdamW, lr: 1e-3}\nlr_scheduler:\n  _target_: torch.optim.lr_scheduler.StepLR\n"
    "  step_size: 30\n  _partial_: true\n",
    "optimizer: {class_path: torch.optim.SGD, init_args: {lr: 0.1}}\n"
    "lr_scheduler: {class_path: torch.optim.lr_scheduler.CosineAnnealingLR, init_args: {T_max: 100}}\n",
    "scheduler:\n  name: StepLR\n  step_size: 30\n  warmup: {type: linear, warmup_epochs: 5}\nepochs: 90\n"
    "dataset_size: 50000\nbatch_size: 256\n",
)


class Case(NamedTuple):
    """What one run of the command is given.

    Attributes:
        kind: Which of the ways to make a file it comes from.
        files: The files, by their names.
        arguments: The command line.
    """

    kind: str
    files: dict[str, bytes]
    arguments: list[str]


def case(seed: int) -> Case:
    """The case of a seed."""
    random = Random(seed)
    kind = random.choice(list(KINDS))
    config = KINDS[kind](random)[:LARGEST]
    files = {"x.yaml": config}
    if random.random() < 0.15:
        files["pyproject.toml"] = _settings(random)
    if random.random() < 0.05:
        files["known.json"] = _mutated(random, b'{"schema_version": 1, "generator": "lrviz", "findings": []}')
    return Case(kind, files, _arguments(random))


def _bytes(random: Random) -> bytes:
    return _mutated(random, random.choice(SEEDS).encode())


def _mutated(random: Random, data: bytes) -> bytes:
    for _ in range(random.randint(1, 12)):
        start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
        part = random.choice(
            [b"", data[start:end] * 2, random.randbytes(random.randint(1, 8)), random.choice(TOKENS).encode()]
        )
        data = data[:start] + part + data[random.choice([start, end]) :]
    return data


def _repeated(random: Random) -> bytes:
    """A few tokens over and over, up to the largest file: what is slow for one size is seen at this one."""
    tokens = "".join(random.choice(TOKENS) for _ in range(random.randint(1, 3)))
    size = random.choice([100, 5_000, 60_000, LARGEST])
    before = random.choice(["", *SEEDS, "a: ", "scheduler: ", "name: StepLR\nstep_size: "])
    after = random.choice(["", "\n", "]", "}", "\n" + SEEDS[0]])
    return (before + tokens * (size // len(tokens.encode())) + after).encode()


def _tree(random: Random) -> bytes:
    """A document of events: mappings, lists and scalars with anchors, aliases, tags and interpolations."""
    return _block(random, 0, random.choice([2, 3, 4, 5])).encode("utf-8", "replace")


def _block(random: Random, indent: int, depth: int) -> str:
    lines, pad = [], " " * indent
    is_list = random.random() < 0.2
    for _ in range(random.randint(1, 6)):
        key = "-" if is_list else _key(random) + ":"
        if depth and random.random() < 0.4:
            lines.append(f"{pad}{key} {_properties(random)}\n{_block(random, indent + 2, depth - 1)}")
        else:
            lines.append(f"{pad}{key} {_properties(random)}{_scalar(random, depth)}\n")
    return "".join(lines)


def _key(random: Random) -> str:
    return random.choice(KEYS) if random.random() < 0.9 else _properties(random) + _scalar(random, 1)


def _properties(random: Random) -> str:
    anchor = f"&{random.choice('ab')} " if random.random() < 0.1 else ""
    tag = random.choice(TAGS) if random.random() < 0.05 else ""
    return anchor + tag


def _scalar(random: Random, depth: int) -> str:
    way = random.random()
    if way < 0.4:
        return random.choice(SCALARS)
    if way < 0.6:
        return random.choice(NAMES)
    if way < 0.7:
        return f"*{random.choice('abc')}"
    if way < 0.8 and depth:
        parts = (_scalar(random, depth - 1) for _ in range(random.randint(0, 4)))
        return f"[{', '.join(parts)}]"
    return _quoted(random, _interpolation(random, depth + 1))


def _quoted(random: Random, text: str) -> str:
    way = random.randrange(3)
    return text if way == 0 else "'" + text.replace("'", "''") + "'" if way == 1 else f'"{text}"'


def _interpolation(random: Random, depth: int) -> str:
    if not depth:
        return random.choice(KEYS)
    inner = _interpolation(random, depth - 1)
    if random.random() < 0.1:
        return "".join(random.choice("${}:.,[]'\"\\ ab0-") for _ in range(random.randint(1, 30)))
    return random.choice(
        [
            f"${{{inner}}}",
            f"${{.{inner}}}",
            f"${{..{inner}.0}}",
            f"${{a[{inner}]}}",
            f"${{oc.env:{inner},{inner}}}",
            f"${{oc.decode:'{inner}'}}",
            f"${{oc.select:{inner},{inner}}}",
            f"${{oc.create:{inner}}}",
            f"${{my.{inner}:[1,{{a:{inner}}}]}}",
            f"\\${{{inner}}}",
            f"x${{{inner}}}${{{inner}}}",
        ]
    )


def _bomb(random: Random) -> bytes:
    """Little text that stands for much: aliases of aliases, merges of merges, references to references."""
    width, length = random.randint(1, 12), random.choice([3, 8, 40, 120, 400, 3000])
    form = random.choice(["a{n}: &a{n} [{alias}]\n", "a{n}: &a{n}\n  <<: [{alias}]\n  k{n}: 1\n", "a{n}: {reference}\n",
                          "a{n}: {{b: '{reference}'}}\n", "a{n}: ['{reference}']\n"])  # fmt: skip
    lines = ["a0: &a0 {x: 1}\n" if "&" in form else "a0: xxxxxxxxxx\n"]
    for number in range(1, length):
        alias, reference = f"*a{number - 1}, " * width, f"${{a{number - 1}}}" * width
        lines.append(form.format(n=number, alias=alias, reference=reference))
    if random.random() < 0.2:
        lines.reverse()
    last = random.choice([f"${{a{length - 1}}}", f"*a{length - 1}", "3"])
    return ("".join(lines) + f"scheduler: {{name: StepLR, step_size: {last}}}\nsteps: 10\n").encode()


def _deep(random: Random) -> bytes:
    depth = random.choice([20, 48, 49, 50, 51, 60, 1000, 20_000, 60_000])
    child = random.choice(["[", "{a: ", "{name: ChainedScheduler, schedulers: [", "- ", "? "])
    closing = {"[": "]", "{a: ": "}", "{name: ChainedScheduler, schedulers: [": "]}"}.get(child, "")
    inner = random.choice(["", "1", "{name: StepLR, step_size: 3}", "${a}"])
    return (random.choice(["", "a: ", "scheduler: "]) + child * depth + inner + closing * depth).encode()


def _wide(random: Random) -> bytes:
    count = random.choice([100, 9_000, 9_990, 11_000, 60_000])
    item = random.choice(["{n}", "1", "{{name: StepLR, step_size: {n}}}", "'${{a}}'", "k{n}: 1", "{n}: {n}", "&a{n} 1"])
    items = ", ".join(item.format(n=number) for number in range(count))
    brackets = "{}" if item.startswith(("k", "{n}:")) else "[]"
    key = random.choice(["milestones", "schedulers", "step_size", "decay_t", "betas"])
    head = f"a: 1\nscheduler:\n  name: {random.choice(NAMES)}\n  {key}: "
    return f"{head}{brackets[0]}{items}{brackets[1]}\n".encode()


KINDS: dict[str, Callable[[Random], bytes]] = {
    "bytes": _bytes,
    "repeated": _repeated,
    "tree": _tree,
    "bomb": _bomb,
    "deep": _deep,
    "wide": _wide,
}


def _settings(random: Random) -> bytes:
    text = b'[tool.lrviz]\nsteps = 100\nselect = ["LR2"]\n[tool.lrviz.per-file."*.yaml"]\nlr = 0.1\nkey = "scheduler"\n'
    return text if random.random() < 0.3 else _mutated(random, text)


def _arguments(random: Random) -> list[str]:
    command = random.choices(list(COMMANDS), list(COMMANDS.values()))[0]
    if command in ("new", "explain"):
        return [command, random.choice(NAMED).replace("\0", ""), *random.choice([[], ["-o", "new.yaml"], ["--help"]])]
    arguments = [command, random.choice(["x.yaml", "x.yaml", "x.yaml", ".", "*.y?ml"])]
    if command == "validate":
        arguments += ["--format", random.choice(FORMATS)]
    elif command in ("table", "plot", "compare"):
        # with torch each start would cost seconds, and this is about what is read
        arguments = [command, "x.yaml", "--engine", "formula"]
        arguments += _own_options(random, command)
    for _ in range(random.choice([0, 0, 0, 1, 1, 2, 4])):
        if random.random() < 0.4:
            arguments.append(random.choice(FLAGS))
        else:
            value = random.choice(ARGUMENTS) if random.random() < 0.8 else _word(random)
            arguments += [random.choice(VALUED), value.replace("\0", "")]
    return arguments


def _own_options(random: Random, command: str) -> list[str]:
    """What a command that shows curves has beside the options of all: most runs have some of it."""
    swept = random.choice([[], [], ["--sweep", random.choice(SWEEPS)]])
    if random.random() < 0.1:
        swept += ["--sweep", random.choice(SWEEPS)]
    if command == "plot":
        return ["--no-save", random.choice(["--chart", "--ascii", "--log-y"]), *_title(random), *swept]
    if command == "table":
        shown = random.choice(["--at", "--every", "--format"])
        values = (
            ("table", "csv", "json", "jsonl", "x") if shown == "--format" else ("0", "-1", "3", "1e3", "9" * 30, "x")
        )
        return [shown, random.choice(values), shown, random.choice(values)]
    against = ["--against", random.choice(REVISIONS)]
    others = random.choice([["x.yaml"], ["StepLR", "RexLR"], swept, swept, against])
    return [
        *others,
        "--format",
        random.choice(("table", "json", "md", "x")),
        *random.choice([[], ["--align", "fraction"]]),
    ]


def _title(random: Random) -> list[str]:
    return random.choice([[], [], ["--title", random.choice(ARGUMENTS)]])


COMMANDS = {"validate": 70, "table": 8, "plot": 6, "compare": 9, "explain": 2, "new": 3, "list": 1, "x": 1}
"""How often each command is drawn."""


def _word(random: Random) -> str:
    return "".join(random.choice(string.printable + "\u202e\x9b\u00e9") for _ in range(random.randint(0, 20)))
