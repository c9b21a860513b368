"""What is imported when, what of timm is not, and what is said where a library is missing."""

from __future__ import annotations

import json
import sys

import pytest

import schedules

# timm imports torchvision, which is built for a torch with CUDA: with these operators one without can import it
OPERATORS = """
import torch
if torch.version.cuda is None:
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""
BUILD = """
import json, sys, warnings
warnings.simplefilter("ignore")
import torch, schedules

def build(name="timm_CosineLRScheduler", **arguments):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    return schedules.build_scheduler(optimizer, {"name": name, **(arguments or {"t_initial": 10})})

def outcome(call):
    try:
        call()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "works"
"""
ATTEMPTS = """
import importlib

def attempts():
    statements = ["import timm; timm.create_model", "from timm import create_model", "import timm; timm.__version__",
                  "from timm import *", "import timm.models", "import timm.loss"]
    return [outcome(lambda: exec(text, {})) for text in [*statements, statements[0]]]
"""


@pytest.fixture
def answers(python):
    """Runs code in a new process and reads the JSON that it prints."""
    return lambda *parts: json.loads(python("\n".join(parts)))


def test_importing_schedules_loads_none_of_the_large_libraries(answers):
    code = """
import json, sys, schedules
checked = schedules.check({"name": "timm_CosineLRScheduler", "t_initial": "3"})
loaded = [name for name in ("torch", "timm", "numpy", "omegaconf", "torchvision") if name in sys.modules]
print(json.dumps([loaded, [str(problem) for problem in checked.problems]]))
"""
    assert answers(code) == [[], ['t_initial: `t_initial: "3"` is text and not a number (remove the quotes)']]


@pytest.mark.needs("torch")
def test_every_public_name_is_there_in_order():
    assert schedules.__all__ == sorted(schedules.__all__)
    assert dir(schedules) == schedules.__all__
    for name in schedules.__all__:
        found = getattr(schedules, name)
        assert getattr(schedules, name) is found
        assert found.__name__ == name


@pytest.mark.parametrize("name", ["nothing", "Scheduler", "__path_", "torch"])
def test_a_name_that_is_not_there_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match=f"module 'schedules' has no attribute '{name}'"):
        getattr(schedules, name)


def test_the_checker_is_called_after_its_module_was_imported(answers):
    code = "import json, schedules.build, schedules; print(json.dumps(callable(schedules.check)))"
    assert answers(code) is True


@pytest.mark.needs("torch", "timm")
def test_a_timm_build_loads_its_schedulers_alone_and_the_rest_works_later(answers):
    code = """
built = type(build())
loaded = [name for name in ("timm.models", "timm.data", "timm.layers", "torchvision") if name in sys.modules]
import timm.scheduler
same = timm.scheduler.CosineLRScheduler is built
from timm.scheduler.cosine_lr import CosineLRScheduler
import timm
model = timm.create_model("resnet18", num_classes=2)
from importlib.metadata import version
print(json.dumps([
    loaded, same, CosineLRScheduler is built, timm.scheduler.CosineLRScheduler is built, type(build()) is built,
    type(model).__name__, timm.__version__ == version("timm"), set(attempts()), type(timm).__name__,
    timm.models is sys.modules["timm.models"], "torchvision" in sys.modules,
    outcome(lambda: timm.no_such_name), isinstance(build(), timm.scheduler.Scheduler)
    if hasattr(timm.scheduler, "Scheduler") else True,
] , default=list))
"""
    found = answers(OPERATORS, BUILD, ATTEMPTS, code)
    assert found == [
        [], True, True, True, True, "ResNet", True, ["works"], "module", True, True,
        "AttributeError: module 'timm' has no attribute 'no_such_name'", True,
    ]  # fmt: skip


@pytest.mark.needs("torch", "timm")
def test_a_submodule_imported_first_works_too(answers):
    code = """
built = type(build())
import timm.models
import timm
first = timm.models.create_model is timm.create_model
print(json.dumps([first, type(build()) is built, type(timm).__name__]))
"""
    assert answers(OPERATORS, BUILD, code) == [True, True, "module"]


@pytest.mark.needs("torch", "timm")
def test_building_after_timm_was_imported_uses_that_timm(answers):
    code = """
import timm
built = build()
print(json.dumps([type(built) is timm.scheduler.CosineLRScheduler, type(timm).__name__, set(attempts())], default=list))
"""
    assert answers(OPERATORS, BUILD, ATTEMPTS, code) == [True, "module", ["works"]]


@pytest.mark.needs("torch", "timm")
def test_where_timm_cannot_be_imported_it_fails_after_a_build_as_it_does_without(answers):
    """Every access fails, each time, with the error of a plain `import timm`; a build works all the same."""
    plain = answers(BUILD, ATTEMPTS, "print(json.dumps(attempts()))")
    if plain[0] == "works":
        pytest.skip("here the whole of timm can be imported")
    code = """
before = type(build())
found = attempts()
still = [name for name in ("timm.models", "torchvision") if name in sys.modules]
import timm.scheduler
print(json.dumps([found, still, type(build()) is before, before is timm.scheduler.CosineLRScheduler]))
"""
    assert len(set(plain)) == 1
    assert answers(BUILD, ATTEMPTS, code) == [plain, [], True, True]


@pytest.mark.needs("torch", "timm")
def test_threads_that_build_and_import_at_once_all_get_the_same(answers):
    code = """
import threading
found, start = [], threading.Barrier(12)

def one(number):
    start.wait()
    if number % 3 == 0:
        import timm
        found.append(outcome(lambda: timm.create_model))
    elif number % 3 == 1:
        found.append(str(id(type(build()))))
    else:
        found.append(str(id(schedules.PolynomialLRDecay)))

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
import timm.scheduler
wanted = {"works", str(id(timm.scheduler.CosineLRScheduler)), str(id(schedules.PolynomialLRDecay))}
print(json.dumps([len(found), set(found) == wanted]))
"""
    assert answers(OPERATORS, BUILD, code) == [12, True]


BLOCK = """
import json, sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

class Nowhere(MetaPathFinder):
    def __init__(self):
        self.finders = list(sys.meta_path)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            return None
        return next(filter(None, (finder.find_spec(name, path, target) for finder in self.finders)), None)

{how}
"""
WAYS = {"raises": "sys.meta_path.insert(0, Missing())", "finds-nothing": "sys.meta_path[:] = [Nowhere()]"}


@pytest.mark.parametrize("way", WAYS)
def test_without_torch_it_is_said_what_to_install(answers, way):
    code = """
import schedules
from schedules import MissingLibrary

def said(call):
    try:
        call()
    except MissingLibrary as error:
        return [str(error), error.extra, error.name, isinstance(error, ImportError)]

class Optimizer:
    param_groups, defaults = [{"lr": 0.1}], {}

print(json.dumps([
    said(lambda: schedules.build_optimizer([], {"name": "SGD"})),
    said(lambda: schedules.PolynomialLRDecay),
    said(lambda: schedules.build_scheduler(Optimizer(), {"name": "StepLR", "step_size": 3})),
    said(lambda: schedules.build_scheduler(Optimizer(), {"name": "PolynomialLRDecay", "max_decay_steps": 3})),
    said(lambda: schedules.build_scheduler(Optimizer(), {"name": "timm_StepLRScheduler", "decay_t": 3})),
    len(schedules.check({"name": "StepLR", "step_size": 0}).problems),
]))
"""
    wanted = ['torch is not installed; install it with: pip install "lrviz[torch]"', "torch", "torch", True]
    assert answers(BLOCK.format(missing=["torch"], how=WAYS[way]), code) == [wanted] * 5 + [1]


@pytest.mark.needs("torch")
@pytest.mark.parametrize("way", WAYS)
def test_without_timm_it_is_said_what_to_install_and_torchs_are_built(answers, way):
    code = """
from schedules import MissingLibrary
said = []
for _ in range(2):
    try:
        build()
    except MissingLibrary as error:
        said.append([str(error), error.extra])
print(json.dumps([said, type(build("StepLR", step_size=3)).__name__, "timm" in sys.modules]))
"""
    wanted = ['timm is not installed; install it with: pip install "lrviz[timm]"', "timm"]
    assert answers(BLOCK.format(missing=["timm"], how=WAYS[way]), BUILD, code) == [[wanted, wanted], "StepLR", False]


def test_what_a_library_itself_misses_is_not_taken_for_the_library(answers):
    """A torch that is broken says so itself."""
    code = """
import schedules
try:
    schedules.PolynomialLRDecay
except ModuleNotFoundError as error:
    print(json.dumps([type(error).__name__, error.name.partition(".")[0]]))
"""
    assert answers(BLOCK.format(missing=["typing_extensions"], how=WAYS["raises"]), code) in (
        ["ModuleNotFoundError", "typing_extensions"],
    )


def test_this_process_has_not_loaded_the_whole_of_timm():
    """The tests themselves use timm's schedulers alone."""
    assert "timm.models" not in sys.modules
