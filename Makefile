PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := .venv-bench
export PYTHONDONTWRITEBYTECODE := # empty: tests that Python has compiled once start twice as fast

.DEFAULT_GOAL := all
CORES := -n logical --dist loadfile --no-loadscope-reorder
.PHONY: all test quick coverage lab check pdf bench help lock vendor

all: $(READY) ## set up, check and tidy the data, run in place the notebooks whose outputs may have changed, renew what is generated, write site/
	$(BIN)/python -m helpers check
	@$(BIN)/python -m helpers tidy || true # it has said why, and nothing is lost
	@$(BIN)/python -m helpers diff >&2 || true # without git or a commit it says so, in one line
	$(BIN)/python -m helpers site
	$(BIN)/python tools/documents.py

test: $(READY) ## set up, run every test on all cores: unit, property, notebooks, browser
	$(BIN)/python tests/browser.py --install
	$(BIN)/python -m pytest $(CORES) --nbval

quick: $(READY) ## only the tests that need no browser, no kernel and no further process: about 40 s on two quiet cores
	QUICK=1 $(BIN)/python -m pytest $(CORES) -p no:nbval -m "not browser and not kernel and not slow" tests src

coverage: $(READY) ## which branches of src/helpers the tests reach, in a table (slower than make test)
	$(BIN)/python tests/browser.py --install
	$(BIN)/python -m coverage erase
	-$(BIN)/python -m coverage run -m pytest $(CORES) --nbval # a limit of time may fail here: it is slower
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --show-missing --skip-covered

lab: $(READY) ## open JupyterLab on the explorer
	$(BIN)/jupyter lab notebooks/explore.ipynb

pdf: all ## the pages as PDF in site/pdf/, where a Chromium or Chrome is found
	$(BIN)/python -m helpers pdf

check: $(READY) ## only check the data
	$(BIN)/python -m helpers check

bench: $(BENCH)/.ready ## measure beside peers and write bench/README.md; QUICK=1 tries a small size, ONLY="pages starts" some parts
	$(BENCH)/bin/python -m compileall -q src/helpers # as it is after a first run
	$(BENCH)/bin/python tests/browser.py --install
	$(BENCH)/bin/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

lock: ## compile requirements.txt and bench/requirements.txt anew from pyproject.toml (needs uv)
	$(LOCK) --extra test -o requirements.txt
	$(LOCK) --extra bench -c requirements.txt -o bench/requirements.txt

vendor: $(READY) ## renew plotly's bundle that the pages carry, in the version of its Python package (needs npm)
	$(BIN)/python tools/vendor.py

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | sed 's/make all/make/' | expand -t 18

$(READY): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m compileall -q src/helpers # also where Python is told to write no byte code
	touch $@

$(BENCH)/.ready: bench/requirements.txt pyproject.toml
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@
