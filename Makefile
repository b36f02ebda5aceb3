# Python >= 3.11 and make are all this assumes.
PYTHON ?= python3
BIN := .venv/bin
MARK := .venv/.installed
MARK_DEV := .venv/.installed-dev
# The system's pip, where it can work for another Python: making one for the environment takes seconds. Only what
# the commands load is compiled ahead, beside the last step: all of it would take longer than everything else,
# and where PYTHONDONTWRITEBYTECODE is set, what is not compiled here would be anew with every start. Once more
# with a developer's tools, since httpcore loads trio where it is there.
PIP = $(if $(shell $(PYTHON) -m pip --python $$(command -v $(PYTHON)) --version 2>/dev/null),$(PYTHON) -m pip --python $(BIN)/python,$(BIN)/python -m pip)
COMPILE = $(BIN)/python -c 'import bot.playing, httpcore, bot.cli.doctor, bot.cli.faq, bot.cli.mail, bot.cli.mailbox, bot.cli.people, bot.cli.upkeep'
INSTALL = $(PIP) install --quiet --no-compile --disable-pip-version-check
# Four whatever the cores: tests wait for servers and processes as long as they compute.
PYTEST := $(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

# Each command and each test starts the program, which takes twice as long where Python may not keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test test-postgres check soak bench format tables lock clean
.DEFAULT_GOAL := run

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Postroom needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(if $(findstring --python,$(PIP)),--without-pip) .venv

$(MARK): $(BIN)/python requirements.lock pyproject.toml
	$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable . & $(COMPILE); wait $$!
	@touch $@

$(MARK_DEV): $(MARK) requirements-dev.lock
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(COMPILE)
	@touch $@

setup: $(MARK)

run: $(MARK)
	$(BIN)/postroom run $(if $(or $(POSTROOM_BOT_TOKEN),$(shell grep -s '^POSTROOM_BOT_TOKEN=.' .env)),,--sandbox)

test: $(MARK_DEV)
	$(PYTEST)

# What needs a database gets PostgreSQL where it otherwise gets SQLite.
test-postgres: $(MARK_DEV)
	POSTROOM_TEST_DATABASE=postgres POSTROOM_TEST_REQUIRE=all $(PYTEST)

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

# The tables of an empty SQLite file, after a migration was added.
tables: $(MARK_DEV)
	$(BIN)/python -m tests.storage.tables_file

# Re-locks the dependencies; the files carry hashes and no addresses. Needs uv.
lock:
	uv pip compile pyproject.toml --extra setup --universal --python-version 3.11 --generate-hashes --no-header --upgrade --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra setup --extra dev --universal --python-version 3.11 --generate-hashes --no-header --upgrade --quiet --output-file requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache *.egg-info
