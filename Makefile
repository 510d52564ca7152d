# Commands of the house; `make help` lists them. Works with GNU make 3.81 and newer.

SHELL := /bin/sh
PORT ?= 8000
DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
REDIS_URL ?= redis://127.0.0.1:6379/0

PY := .venv/bin/python
BIN := .venv/bin
ROOMS := config home facts accompagnements chantiers comap resources community demo
# The first Python of the machine that is new enough; empty when there is none.
SYSTEM_PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
# The ordinary suite never touches the services that the shell may point at.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL
AUDITS = ONLY="$(ONLY)" WIDTHS="$(WIDTHS)" SCHEMES="$(SCHEMES)" $(EMBEDDED) $(PY) -m audits

# Nothing in a test database has to survive a power cut.
TEST_SPEED := PGOPTIONS="-c synchronous_commit=off"

.DEFAULT_GOAL := help
.PHONY: help demo test test-services lint format lock nemesis bench bench-discussions bench-pages screenshots audit budget migrations messages shell clean \
	python environment dev-environment deploy-check

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

demo: environment ## Serve the demonstration on http://localhost:8000/ (PORT= changes the port)
	@$(EMBEDDED) $(PY) bin/serve_demo.py $(PORT)

test: dev-environment ## Check everything: style, types, settings, migrations, whole suite with Chromium
	@chromium=$$($(PY) -m tests.chromium) && $(MAKE) --no-print-directory lint deploy-check && \
		CHROMIUM="$$chromium" $(EMBEDDED) $(BIN)/pytest -n 2 --cov

test-services: dev-environment ## The suite without browser, on PostgreSQL and Redis (DATABASE_URL=, REDIS_URL=)
	@export DATABASE_URL="$(DATABASE_URL)" REDIS_URL="$(REDIS_URL)" $(TEST_SPEED) && \
		$(PY) -m tests.services && $(BIN)/pytest -n 2 -m "not browser"

lint: dev-environment ## Style, types, templates and import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --check --lint --quiet templates
	@$(EMBEDDED) $(BIN)/mypy
	@$(EMBEDDED) $(BIN)/lint-imports

format: dev-environment ## Put code and templates in the house's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet templates

lock: dev-environment ## Make the locked requirements again from pyproject.toml (UPGRADE=1 takes newer versions)
	@compile="$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade)" && \
		$$compile --group dev --output-file requirements/dev.txt && \
		$$compile --constraint requirements/dev.txt --output-file requirements/base.txt

nemesis: dev-environment ## Break everything round live discussions, and look for what was lost (SECONDS=300 SEED=)
	@$(EMBEDDED) SECONDS=$(or $(SECONDS),300) SEED=$(or $(SEED),0) $(PY) -m tests.nemesis

bench: dev-environment ## Measure the house against the figures of docs/ (see benchmarks/)
	@$(PY) -m benchmarks

bench-discussions: dev-environment ## Measure live discussions beside a bare broadcast (DATABASE_URL= for another than SQLite)
	@$(PY) -m benchmarks.discussions

bench-pages: dev-environment ## Measure each page beside a plain answer, in a small house and a full one
	@$(EMBEDDED) $(PY) -m benchmarks.pages

screenshots: dev-environment ## Picture every page × width × scheme in var/screenshots/ (ONLY=home WIDTHS=390 SCHEMES=dark)
	@$(AUDITS) screenshots

audit: dev-environment ## Look at every page with axe, at each width, scheme, zoom (ONLY=, WIDTHS=, SCHEMES=)
	@$(AUDITS) audit

budget: dev-environment ## What every page weighs beside its budget, and how long on a slow line (ONLY=)
	@$(AUDITS) budget

migrations: dev-environment ## Write the migrations that the models ask for
	@$(PY) manage.py makemigrations

messages: dev-environment ## Write the French catalogue of plurals that the source asks for
	@$(EMBEDDED) $(PY) bin/messages.py $(ROOMS)

shell: environment ## A Python shell in the demonstration
	@$(PY) manage.py shell

clean: ## Remove the environment and what was computed (the demonstration's data in var/ stays)
	@rm -rf .venv .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find $(ROOMS) tests audits benchmarks bin -name __pycache__ -type d -prune -exec rm -rf {} +

environment: python
	@$(SYSTEM_PYTHON) bin/prepare.py base

dev-environment: python
	@$(SYSTEM_PYTHON) bin/prepare.py dev

python:
	@test -n "$(SYSTEM_PYTHON)" || { echo "Python 3.11 or newer is needed. Install it:" \
		"sudo apt-get install python3 python3-venv (Debian, Ubuntu)" \
		"or brew install python@3.12 (macOS)" >&2; exit 1; }

# The values are made up: what is checked is that production settings leave nothing open.
deploy-check: dev-environment
	@DJANGO_SETTINGS_MODULE=config.settings.production SITE_URL=https://fabrique.invalid \
		SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		DATABASE_URL=postgres://127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 \
		$(PY) manage.py check --deploy --fail-level WARNING
	@DJANGO_SETTINGS_MODULE=config.settings.test DATABASE_URL=sqlite://:memory: \
		$(PY) manage.py makemigrations --check --dry-run
