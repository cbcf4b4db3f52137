# Each target works on a machine that has only git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
T ?= tests
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(VENV)/ready: pyproject.toml requirements/dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/ready ## the whole loop on this machine, without credentials and without network
	@$(BIN)/smm demo

# Not the files with most tests first: the longest have few, and would run alone at the end.
test: $(VENV)/ready ## every test that can run here; names what it skipped
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(T)

check: $(VENV)/ready ## the static checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/reference.py --check
	$(BIN)/zizmor --offline --strict-collection --no-progress --config .github/zizmor.yml . smm_action/starter/files
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jactionlint
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jactionlint smm_action/starter/files/.github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml smm_action/starter/files/.github/workflows/*.yml

fix: $(VENV)/ready ## format and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/ready ## write the generated reference again
	$(BIN)/python tools/reference.py

new-platform: $(VENV)/ready ## begin a platform: make new-platform NAME=example
	$(BIN)/python tools/new_platform.py $(NAME)

chaos: $(VENV)/ready ## kill a tick at every point and recover, in ten minutes; CHAOS_MINUTES, CHAOS_SEED
	$(BIN)/python -m tests.chaos

bench: $(VENV)/ready ## ratios against a peer or a limit in the same run
	$(BIN)/python -m benchmarks

lock: ## resolve the dependencies again, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras --group test --group check pyproject.toml requirements/build.in -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements/action.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements/uv.in -o requirements/uv.txt

.PHONY: help demo test check fix docs new-platform chaos bench lock
