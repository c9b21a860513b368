"""The page in a browser: it needs nothing from outside, says the right numbers, and fits the window."""

from __future__ import annotations

import csv
import re

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

COSINE = """\
optimizer: {name: AdamW, lr: 1e-3, weight_decay: 0.05}
scheduler:
  name: SequentialLR
  milestones: [50]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 50}
    - {name: CosineAnnealingLR, T_max: 950, eta_min: 1e-5}
epochs: 10
steps_per_epoch: 100
interval: step
"""
STEP = COSINE[: COSINE.index("scheduler:")] + "scheduler: {name: StepLR, step_size: 300}\nsteps: 1000\n"
ONE_CYCLE = (
    "optimizer: {name: SGD, lr: 0.1, momentum: 0.9}\nscheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 1000}\n"
)
ZERO = "optimizer: {name: SGD, lr: 0.1}\nscheduler: {name: PolynomialLR, total_iters: 500}\nsteps: 1000\n"
LONG = COSINE.replace("950", "999950").replace("epochs: 10", "epochs: 10000")
EVIL = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
TWO = {"a.yaml": COSINE, "b.yaml": STEP}
TWELVE = {f"a_long_name_of_a_config_of_a_sweep_{number}.yaml": STEP for number in range(12)}

PAGES = {
    "one": (("plot", "a.yaml"), {"a.yaml": COSINE}),
    "momentum": (("plot", "a.yaml", "--log-y"), {"a.yaml": ONE_CYCLE}),
    "one step": (("plot", "a.yaml", "--steps", "1"), {"a.yaml": STEP}),
    "zero": (("plot", "a.yaml", "--log-y"), {"a.yaml": ZERO}),
    "a million steps": (("plot", "a.yaml"), {"a.yaml": LONG}),
    "two": (("compare", *TWO), TWO),
    "two of different length": (("compare", *TWO), {**TWO, "b.yaml": STEP.replace("steps: 1000", "steps: 777")}),
    "twelve": (("compare", *TWELVE), TWELVE),
    "a stranger's text": (
        ("plot", "a.yaml"),
        {"a.yaml": STEP.replace("lr: 1e-3", f"lr: 1, groups: [{{params: '{EVIL}'}}]")},
    ),
}


def rows(path):
    with path.with_suffix(".csv").open() as file:
        return list(csv.DictReader(file))


def plot_area(browser):
    """Where the curves are drawn, in pixels of the window: left, top, width, height."""
    script = """
        const plot = document.getElementById("plot"), box = plot.getBoundingClientRect(), size = plot._fullLayout._size;
        return [box.left + size.l, box.top + size.t, size.w, size.h];
    """
    return browser.run(script)


def point_at(browser, place):
    """Move the pointer over a place of the x axis, and wait for what is shown there.

    Returns:
        The lines of text.
    """
    browser.run("document.getElementById('plot').scrollIntoView()")
    left, top, _, height = plot_area(browser)
    across = browser.run("return document.getElementById('plot')._fullLayout.xaxis.d2p(arguments[0])", place)
    actions = ActionChains(browser.driver)
    for offset in (9, 0):
        actions.w3c_actions.pointer_action.move_to_location(round(left + across + offset), round(top + height / 5))
    actions.perform()
    WebDriverWait(browser.driver, 20).until(lambda _: hover(browser))
    return hover(browser)


def hover(browser):
    found = browser.driver.find_elements(By.CSS_SELECTOR, "#plot .hoverlayer .legend text, #plot .hoverlayer text")
    return list(dict.fromkeys(element.text for element in found if element.text))


def number_in(line):
    return float(line.rpartition(": ")[2].replace("\N{MINUS SIGN}", "-"))


def step_in(lines):
    return int(re.fullmatch(r"step ([\d,]+)", lines[0])[1].replace(",", ""))


def click(browser, selector):
    browser.driver.find_element(By.CSS_SELECTOR, selector).click()


def visible(browser):
    """For each curve of the plot, whether it is drawn."""
    return browser.run(
        "return document.getElementById('plot').data.filter((t) => t.name !== 'epoch').map((t) => t.visible)"
    )


@pytest.mark.parametrize("width", [400, 800, 1400])
@pytest.mark.parametrize(("arguments", "files"), PAGES.values(), ids=PAGES.keys())
def test_page_opens_and_fits(arguments, files, width, page, browser, tmp_path):
    path = page(*arguments, files=files)
    browser.open(path, width)
    assert browser.run("return document.querySelectorAll('#plot .scatterlayer .trace').length") > 0
    assert browser.complaints() == []
    assert browser.requests() == [path.as_uri()]
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    # the plot takes the width that there is
    assert browser.run("return document.querySelector('#plot .main-svg').getBoundingClientRect().width") > width - 70
    assert browser.driver.save_screenshot(str(tmp_path / f"{width}.png"))


def test_a_plot_follows_its_window(page, browser):
    browser.open(page("plot", "a.yaml", files={"a.yaml": COSINE}), 1400)
    size = {"width": 500, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    script = "return document.querySelector('#plot .main-svg').getBoundingClientRect().width <= 500"
    WebDriverWait(browser.driver, 20).until(lambda _: browser.run(script))


@pytest.mark.parametrize("step", [0, 49, 500, 999])
def test_hover_shows_the_number_of_the_csv(step, page, browser):
    path = page("plot", "a.yaml", files={"a.yaml": COSINE})
    browser.open(path)
    lines = point_at(browser, step)
    there = step_in(lines)
    assert abs(there - step) <= 1
    row = rows(path)[there]
    assert lines[1] == f"epoch : {float(row['epoch']):g}"
    assert lines[2].startswith("learning rate : ")
    assert number_in(lines[2]) == pytest.approx(float(row["lr"]), rel=1e-10)


def test_hover_shows_every_curve_and_the_difference(page, browser):
    path = page("compare", *TWO, files=TWO)
    browser.open(path)
    lines = point_at(browser, 450)
    there = step_in(lines)
    before, after = (float(row["lr"]) for row in rows(path) if int(row["step"]) == there)
    assert [line.partition(" : ")[0] for line in lines[1:]] == ["A", "B", "B less A"]
    assert [number_in(line) for line in lines[1:]] == pytest.approx([before, after, after - before], rel=1e-10)


def test_hover_of_a_long_run_is_exact_where_it_points(page, browser):
    path = page("plot", "a.yaml", files={"a.yaml": LONG})
    browser.open(path)
    lines = point_at(browser, 400_000)
    row = rows(path)[step_in(lines)]
    assert number_in(lines[2]) == pytest.approx(float(row["lr"]), rel=1e-10)


def test_log_switch(page, browser):
    browser.open(page("plot", "a.yaml", files={"a.yaml": ZERO}))
    kind = "return document.getElementById('plot')._fullLayout.yaxis.type"
    pressed = "return document.getElementById('log').getAttribute('aria-pressed')"
    seen = [(browser.run(kind), browser.run(pressed))]
    for _ in range(2):
        click(browser, "#log")
        seen.append((browser.run(kind), browser.run(pressed)))
    assert seen == [("linear", "false"), ("log", "true"), ("linear", "false")]
    assert "rate of 0 has no place on a logarithmic axis" in browser.run("return document.body.textContent")
    assert browser.complaints() == []


def test_page_begins_with_the_axis_that_was_asked_for(page, browser):
    browser.open(page("plot", "a.yaml", "--log-y", files={"a.yaml": COSINE}))
    assert browser.run("return document.getElementById('plot')._fullLayout.yaxis.type") == "log"


def test_legend_hides_a_curve_and_its_difference(page, browser):
    browser.open(page("compare", *TWO, files=TWO))
    assert visible(browser) == [True, True, True]
    click(browser, "#legend button:nth-child(2)")
    assert visible(browser) == [True, False, False]
    assert [line.partition(" : ")[0] for line in point_at(browser, 450)[1:]] == ["A"]
    click(browser, "#legend button:nth-child(1)")
    assert visible(browser) == [False, False, False]
    click(browser, "#legend button:nth-child(2)")
    assert visible(browser) == [False, True, True]
    assert browser.complaints() == []


def test_zoom_and_back(page, browser):
    browser.open(page("plot", "a.yaml", files={"a.yaml": COSINE}))
    extent = "return document.getElementById('plot')._fullLayout.xaxis.range"
    whole = browser.run(extent)
    left, top, width, height = plot_area(browser)
    actions = ActionChains(browser.driver)
    pointer = actions.w3c_actions.pointer_action
    pointer.move_to_location(round(left + width / 4), round(top + height / 2))
    pointer.pointer_down()
    pointer.move_to_location(round(left + width / 2), round(top + height / 2))
    pointer.pointer_up()
    actions.perform()
    WebDriverWait(browser.driver, 20).until(lambda _: browser.run(extent) != whole)
    assert browser.run(extent) == pytest.approx([999 / 4, 999 / 2], abs=10)
    click(browser, "#log")
    assert browser.run(extent) == pytest.approx([999 / 4, 999 / 2], abs=10)
    click(browser, "#whole")
    WebDriverWait(browser.driver, 20).until(lambda _: browser.run(extent) == whole)


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 24, 28)")])
def test_page_is_dark_where_that_is_preferred(scheme, background, page, browser):
    browser.open(page("plot", "a.yaml", files={"a.yaml": COSINE}), scheme=scheme)
    for element in ("document.body", "document.querySelector('#plot .main-svg')"):
        shown = browser.run(f"const style = getComputedStyle({element}); return style.backgroundColor")
        assert shown == background


def test_a_reader_finds_the_way(page, browser):
    browser.open(page("compare", *TWO, files=TWO))
    assert browser.run("return document.documentElement.lang") == "en"
    assert browser.driver.title == "Comparison: a.yaml, b.yaml"
    headings = "return [...document.querySelectorAll('h1, h2, h3')].map((h) => h.tagName + ' ' + h.textContent)"
    assert browser.run(headings) == [
        "H1 Comparison: a.yaml, b.yaml",
        "H2 Curves",
        "H2 Numbers",
        "H2 Configs as resolved",
    ]
    unnamed = "return [...document.querySelectorAll('th')].filter((cell) => !cell.scope || !cell.textContent).length"
    assert browser.run(unnamed) == 0


def test_text_of_a_stranger_runs_nothing(page, browser):
    arguments, files = PAGES["a stranger's text"]
    browser.open(page(*arguments, files=files))
    assert browser.run("return document.querySelectorAll('img').length") == 0
    assert browser.driver.find_element(By.CSS_SELECTOR, "#legend button:nth-child(2)").text == f"[{EVIL[:57]}...]"
    assert [line.partition(" : ")[0] for line in point_at(browser, 500)[1:]] == ["[rest]", f"[{EVIL[:57]}...]"]
    assert browser.complaints() == []
