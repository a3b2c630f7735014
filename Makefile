# Everything that people and CI do with this repository. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
# One pinned set of versions, for what is installed and for what builds it.
export PIP_CONSTRAINT := constraints-dev.txt
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help site serve check due mine test lint bench clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */make \1\t/' | expand -t 14

site: .venv/.site  ## build the site into dist/
	$(BIN)/sitegen build --look-with 'make serve'

serve: .venv/.site  ## show the site, rebuilt and reloaded on every change
	$(BIN)/sitegen serve

check: .venv/.site  ## say what is wrong with the content
	$(BIN)/sitegen check

due: .venv/.site  ## say what is overdue, and when the site next changes by itself
	$(BIN)/sitegen due

# Only once: whoever has a site.yml of their own keeps it. What goes is in git, so nothing is lost.
mine: .venv/.site  ## make a fork yours: ask for your site.yml, and delete the sample's incidents and maintenance
	@cmp -s site.yml tests/sample/site.yml || { echo "site.yml is no longer the sample's: it is yours."; exit 1; }
	@rm -rf .venv/mine
	@$(BIN)/sitegen init .venv/mine/$(notdir $(CURDIR)) --docs ../../docs $(ANSWERS) > /dev/null
	@cd tests/sample && find content -type f | (cd ../.. && xargs rm -f)
	@cp -R .venv/mine/*/site.yml .venv/mine/*/content .
	@echo "site.yml is yours now, and content/ is empty. Look it over with: make serve"
	@echo "Commit it straight to main: the check of a pull request would hold you to what our sample had published."

test: .venv/.dev  ## run the tests
	$(BIN)/python -m pytest $(TESTFLAGS)

lint: .venv/.dev  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.bench  ## measure builds beside Hugo's; writes docs/performance.md
	$(BIN)/python -m bench --markdown docs/performance.md

clean:  ## remove what make made, except the caches of the tools
	rm -rf .venv dist .dist.sitegen

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sitegen needs Python 3.11 or later; this is $$($(PYTHON) --version). Say make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.site: .venv/.python pyproject.toml constraints.txt constraints-dev.txt
	$(PIP) -e .
	@touch $@

.venv/.dev: .venv/.site
	$(PIP) -e '.[dev]'
	@touch $@

.venv/.bench: .venv/.site
	$(PIP) -e '.[bench]'
	@touch $@
