# Everything happens in the project's folder; ARGS is handed on: make test ARGS="-k postgres".

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
RUN := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench format messages assets lock python

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

python:
	@test -n "$(PYTHON)" || { \
	echo "需要 Python 3.11 或更新的版本：请安装后重试（例如 sudo apt install python3）。" >&2; \
	echo "Python 3.11 or newer is needed: install it (for example: sudo apt install python3) and try again." >&2; exit 1; }

setup: python ## install everything into this folder
	@$(PYTHON) scripts/setup.py

setup-dev: python
	@$(PYTHON) scripts/setup.py --dev

run: setup ## install, then serve the demonstration on http://127.0.0.1:8000
	@$(RUN) -m config.cli serve --demo $(ARGS)

test: setup-dev ## run all tests
	$(RUN) -m pytest -n 2 $(ARGS)

check: setup-dev ## formatting, lint, types, import contracts, migrations, templates, translations, pins
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

CHECKS := check-format check-lint check-types check-layers check-migrations check-templates check-words check-pins
.PHONY: $(CHECKS)
check-format:
	$(RUN) -m ruff format --check .
check-lint:
	$(RUN) -m ruff check .
check-types:
	$(RUN) -m mypy
check-layers:
	$(RUN) .venv/bin/lint-imports
check-migrations:
	$(RUN) -W ignore -m django makemigrations --check --dry-run --settings config.settings
check-templates:
	$(RUN) -m djlint src --lint --quiet
check-words:
	$(RUN) -m config.cli messages --check
check-pins:
	$(RUN) scripts/lock.py --check

bench: setup-dev ## measure, and write the table of docs/benchmarks.md
	$(RUN) -m config.cli bench $(ARGS)

format: setup-dev ## put code into its one shape
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

messages: setup-dev ## gather the texts to translate into the catalogues
	$(RUN) -m config.cli messages --update

assets: setup ## build the pages' style sheets and scripts where their sources changed

lock: setup-dev ## pin the versions that are installed now
	$(RUN) scripts/lock.py
