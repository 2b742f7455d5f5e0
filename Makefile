# `make run` and `make test` need nothing but Python 3.11 or newer and, for the browser tests, Chromium.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint unit browser benchmark screenshots clean

run: $(VENV)/.run ## Serve the app, with the demo company where there is no data yet
	$(BIN)/python -m data demo --if-empty
	$(BIN)/python app.py

test: lint unit browser ## Prove it: format, lint, types, import rules, units, queries, intake, pages, browser

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check
	$(BIN)/lint-imports

unit: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist worksteal tests --ignore=tests/browser --ignore=tests/benchmarks

browser: $(VENV)/.test
	$(BIN)/python -m pytest tests/browser

benchmark: $(VENV)/.test ## Measure against the bare engine in the same run
	$(BIN)/python -m pytest tests/benchmarks -s

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV)
