# `make run` and `make test` need Python 3.11 or newer, make and git; everything else is installed into $(VENV).
VENV   ?= .venv
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
            command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN    := $(VENV)/bin
MINUTES ?= 60
ASSETS := webui/assets.py $(shell find webui/assets webui/screens/*/assets -type f -not -path '*/node_modules/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run install test check lint bench soak clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## Install what is missing, then start Baton with the demo company on http://127.0.0.1:8000
	@exec $(BIN)/baton serve --demo

install: $(VENV)/.installed ## Install only; the command is then .venv/bin/baton
	@echo "The command is $(BIN)/baton."

test: $(VENV)/.installed-dev ## Run every test (both databases, real Chromium)
	@$(BIN)/python tools/chromium.py
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: lint test ## Lint, types, import contracts, the shipped processes, then every test

lint: $(VENV)/.installed-dev ## Everything of `make check` but the tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/baton lint processes/

bench: $(VENV)/.installed-bench ## Measure against a naive loop and other FEEL engines; writes var/bench.json
	@$(BIN)/python -m bench

soak: $(VENV)/.installed-dev ## Crash at every commit point, an hour of random faults (MINUTES=60), the whole history, 100,000 timers and expressions (slow)
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder tests/durability tests/bpmn/test_mixtures.py tests/real_data tests/feel/test_feelin.py tests/feel/test_fuzz.py --soak --soak-minutes $(MINUTES)

clean: ## Remove what was installed and built; the data under var/ stays
	rm -rf $(VENV) webui/static/dist webui/assets/node_modules .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Baton needs Python 3.11 or newer: install it, or say PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt install python3-venv)." >&2; exit 1; }

$(VENV)/.installed: $(BIN)/python pyproject.toml hatch_build.py $(ASSETS)
	@echo "Installing Baton into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools for tests into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
