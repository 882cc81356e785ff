# Ashore: one command for each job. Every target makes its own environment in .venv; nothing needs to be activated.
#   make test PYTHON=python3.13      another interpreter (it is used when .venv is made; `make clean` first)

PYTHON ?= python3
WORKERS ?= 2
# Set to make hypothesis draw the same examples again.
SEED ?=

VENV := .venv
BIN := $(VENV)/bin
# Programs of the environment (bean-check among them) are found by the jobs that call them.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test cluster bench docs format clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*  ## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/ready-run  ## replay real loans and write the HTML report to build/demo
	$(BIN)/ashore book demo --out build/demo

test: $(VENV)/ready-dev  ## format, lint, types, floors, tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n $(WORKERS) $(if $(SEED),--hypothesis-seed=$(SEED))

cluster: $(VENV)-cluster/ready  ## test the runners with Daft and Ray, in an environment of their own
	$(VENV)-cluster/bin/python -m pytest -m 'not spark' tests/book/test_runners.py

bench: $(VENV)/ready-dev  ## measure speed and memory
	$(BIN)/python -m benchmarks

docs: $(VENV)/ready-docs  ## build the site to build/site
	$(BIN)/zensical build --clean --strict --config-file mkdocs.yml
	@echo "open build/site/index.html"

format: $(VENV)/ready-dev  ## put the code in form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove .venv and build
	rm -rf $(VENV) $(VENV)-cluster build

# A stamp says that a set of extras is installed; a change of pyproject.toml installs again.
$(VENV)/ready-run: extras := book,audit
$(VENV)/ready-dev: extras := book,dev
$(VENV)/ready-docs: extras := docs

$(VENV)/ready-%: pyproject.toml | $(BIN)/python
	@echo "installing ashore[$(extras)] into $(VENV)"
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(BIN)/python --editable '.[$(extras)]'; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(extras)]'; \
	fi
	@touch $@

# Apart from .venv, because Daft holds pyarrow back.
$(VENV)-cluster/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)-cluster
	$(VENV)-cluster/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[cluster,dev]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Ashore needs Python 3.11 or later; '$(PYTHON)' is not. Say: make PYTHON=/path/to/python3.11"; exit 1; }
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); \
	else \
	  $(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); echo "On Debian the venv module is a package of its own: apt install python3-venv"; exit 1; }; \
	fi
