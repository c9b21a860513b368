# `make demo` shows real schedules, `make test` runs the suite; both make .venv first where it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help install demo test formulas test-package browser test-browser check mutate fuzz fuzz-values fuzz-reader kills compat bench pages docs site gallery format clean

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/'

install: $(READY) ## make .venv with everything that development needs

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "lrviz needs Python 3.11 or newer: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[all,dev]'
	@touch $@

demo: $(READY) ## plot one example and compare two, into demo/
	@mkdir -p demo
	$(BIN)/lrviz plot examples/cosine_warmup.yaml --steps 1000 --output demo/cosine_warmup.png --chart
	$(BIN)/lrviz compare examples/cosine_warmup.yaml examples/wsd.yaml --steps 1000 --chart --output demo/compare.png

test: $(READY) ## run the test suite; ONLY=LR204 for the tests that are about this
	$(BIN)/python -m pytest $(if $(ONLY),-k $(ONLY),-n 2)

formulas: $(READY) ## hold the formulas against the real objects: 500 runs of several windows for every scheduler, and millions of steps; ONLY=StepLR for one
	$(BIN)/python -m pytest $(if $(ONLY),-k $(ONLY),-n 2) tests/test_formulas.py --hypothesis-profile=formulas

test-package: $(READY) ## try the built package as its users do: pre-commit, an editor, other Pythons (needs npm)
	$(BIN)/python -m pytest package_tests

BROWSER := chromium chromium-driver

browser: ## install the browser that the tests of the page need, where there is none (Debian; as root or by sudo)
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit 0; fi; \
	command -v apt-get >/dev/null || { echo "install $(BROWSER) first: there is no apt-get here" >&2; exit 1; }; \
	as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	$$as apt-get update -qq && $$as apt-get install -y -qq --no-install-recommends $(BROWSER) >/dev/null \
		|| { echo "$(BROWSER) cannot be installed; do it as root: apt-get install $(BROWSER)" >&2; exit 1; }

test-browser: $(READY) ## open the page in a real browser (chromium and chromedriver: make browser)
	$(BIN)/python -m pytest browser_tests

mutate: $(READY) ## take the check out of each lint rule in turn; its page has to fail
	$(BIN)/python tests/mutate.py

START ?= 0
COUNT ?= 20000

fuzz: $(READY) ## hold the linter against torch and timm: START= seed, COUNT= configs, BLOCKS= file to go on, RECORD= file
	$(BIN)/python -m fuzz.configs --start $(START) --count $(COUNT) $(if $(BLOCKS),--blocks $(BLOCKS)) \
		$(if $(RECORD),--record $(RECORD))

fuzz-values: $(READY) ## put odd values in each place of a config of every shape
	$(BIN)/python -m fuzz.replaced

fuzz-reader: $(READY) ## run COUNT random files and command lines from seed START on, with limits; RECORD= file
	$(BIN)/python -m fuzz.reader --start $(START) --count $(COUNT) $(if $(RECORD),--record $(RECORD))

kills: $(READY) ## end 500 runs of plot, and some of --fix, at random moments; nothing may be torn
	$(BIN)/python tests/kills.py --count 500

compat: $(READY) ## run the tests with the oldest and the newest libraries, and without them; LEGS="newest ..." for some
	$(BIN)/python tests/compat.py $(LEGS)

.bench-venv/.ready:
	$(PYTHON) -m venv .bench-venv
	.bench-venv/bin/python -m pip install --quiet check-jsonschema pytorch-ignite torch==2.13.0
	@touch $@

bench: $(READY) .bench-venv/.ready ## measure the figures of the README, beside the peers
	$(BIN)/python -m bench $(CURDIR)/.bench-venv

pages: $(READY) ## write the pages of rules and schedulers
	$(BIN)/python docs/write_pages.py

docs: pages ## the same, draw the pictures, and show in all other pages what commands print
	$(BIN)/python docs/draw_pictures.py docs/images
	$(BIN)/python docs/run_blocks.py README.md CONTRIBUTING.md docs/*.md

site: $(READY) ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

gallery: $(READY) ## make gallery/: what lrviz shows, case by case, on one page
	$(BIN)/python -m showcase gallery

check: $(READY) ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what was made
	rm -rf $(VENV) .bench-venv .compat demo gallery build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
