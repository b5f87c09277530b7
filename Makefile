# Each command sets up what it needs, once. Needed beforehand: Python 3.11+ with venv, make, git.

PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

PORT   = 7860
SOURCE = examples/article.ar.txt
DATA   = bench/data
ARGS   =

# Pins for every platform and every Python from 3.11 on.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock'

.PHONY: help setup run test mutations lint bench lock clean

help:
	@echo 'make setup   creates .venv with the locked versions'
	@echo 'make run     opens the app on http://127.0.0.1:$(PORT) (PORT=..., SOURCE=file or URL)'
	@echo 'make test    runs every test (ARGS="-k name" for some)'
	@echo 'make mutations breaks a copy on purpose and looks whether the tests tell'
	@echo 'make lint    checks style and types'
	@echo 'make bench   measures (DATA=folder for other data than bench/data)'
	@echo 'make lock    writes the lock files anew (ARGS=--upgrade for newer versions)'
	@echo 'make clean   removes .venv and what tools left'

setup: .venv/ready

run: setup
	$(BIN)/khulasa serve --host 127.0.0.1 --port $(PORT) '$(SOURCE)'

# In the order of collection: once a process has had a browser, `asyncio.run` fails in it.
test: .venv/ready-dev
	@.ci/machine
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder $(ARGS)

mutations: .venv/ready-dev
	$(BIN)/python -m tests.mutations

lint: .venv/ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/ready-bench
	@set -e; for script in $(filter-out bench/build_%,$(wildcard bench/[a-z]*.py)); do \
		name=bench.$$(basename $$script .py); \
		echo; echo "## $$name"; $(BIN)/python -m $$name --data '$(DATA)' $(ARGS); \
	done

# Needs uv on the path (pipx install uv). sumy, of the measurements, wants setuptools below 82.
lock:
	echo 'setuptools>=77,<82' | $(COMPILE) --extra translator pyproject.toml - $(ARGS) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock $(ARGS) \
		--output-file requirements-dev.lock
	$(COMPILE) --group bench --constraint requirements.lock $(ARGS) \
		--output-file requirements-bench.lock

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Khulasa needs Python 3.11 or newer: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo 'Python cannot make a venv (Debian: apt-get install python3-venv)' >&2; exit 1; }

# The locks hold every package, so nothing is left to resolve: --no-deps.
.venv/ready: requirements.lock pyproject.toml | $(BIN)/pip
	@echo 'Installing the locked packages, a minute or two the first time ...'
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check --quiet
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo 'Installing the packages of the tests ...'
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.venv/ready-bench: requirements-bench.lock .venv/ready
	@echo 'Installing the packages of the measurements ...'
	@$(PIP) install --no-deps --require-hashes -r requirements-bench.lock
	@touch $@
