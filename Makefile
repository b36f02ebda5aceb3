# Python >= 3.11 and make are all this assumes.
PYTHON ?= python3
BIN := .venv/bin
MARK := .venv/.installed
MARK_DEV := .venv/.installed-dev
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: setup run test check soak bench format lock clean
.DEFAULT_GOAL := run

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Postroom needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

$(MARK): $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(MARK_DEV): $(MARK) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

setup: $(MARK)

run: $(MARK)
	$(BIN)/postroom run $(if $(or $(POSTROOM_BOT_TOKEN),$(shell grep -s '^POSTROOM_BOT_TOKEN=.' .env)),,--sandbox)

test: $(MARK_DEV)
	$(PYTEST)

check: $(MARK_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTEST)

soak: $(MARK_DEV)
	POSTROOM_SOAK=full $(BIN)/python -m pytest -m soak

bench: $(MARK_DEV)
	$(BIN)/python -m bench

format: $(MARK_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Re-locks the dependencies; the files carry hashes and no addresses. Needs uv.
lock:
	uv pip compile pyproject.toml --extra setup --universal --python-version 3.11 --generate-hashes --no-header --upgrade --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra setup --extra dev --universal --python-version 3.11 --generate-hashes --no-header --upgrade --quiet --output-file requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache *.egg-info
