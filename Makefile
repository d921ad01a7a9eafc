# Newsroom. `make` alone says what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
# Checks must not depend on a developer's .env, nor touch the data in var/.
PLAIN := NEWSROOM_ENV_FILE= NEWSROOM_VAR=$(VENV)/var

LANGUAGES := de fr es ar

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test attack check bench faults load fuzz access screenshots format messages sbom lock clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  Settings come from the environment or .env, e.g. make run PORT=9000; docs/settings.md lists them."

run: $(VENV)/.run ## Start everything: database, site and ingest, at http://127.0.0.1:8000 (Ctrl-C stops it)
	@$(BIN)/python -m newsroom.run

demo: $(VENV)/.run ## The same with the sample edition: fictional publishers, no internet needed
	@$(BIN)/python -m newsroom.run --sample

test: $(VENV)/.dev ## Run every test, in parallel, against a database of their own
	$(BIN)/pytest -n logical $(ARGS)

attack: $(VENV)/.dev ## Try every attack in every field, wherever it may come out (ARGS="--json -k feeds" for a part; docs/attacks.md)
	@$(BIN)/python -m tests.attack $(ARGS)

check: $(VENV)/.dev ## Run every static check: format, lint, types, layers, templates, deployment, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	find templates articles ingest newsroom -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(PLAIN) NEWSROOM_SITE_URL=https://news.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(PLAIN) NEWSROOM_SITE_URL=http://127.0.0.1:8000 $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(PLAIN) $(BIN)/python manage.py makemigrations --check --dry-run
	bash -n .ci/run
	$(BIN)/pip check

bench: $(VENV)/.run ## Measure what ingest costs, on a feed farm (ARGS=--all for everything; bench/README.md)
	@$(BIN)/python -m bench $(ARGS)

faults: $(VENV)/.run ## Kill, starve and confuse ingest on purpose; nothing may be lost (ARGS=--long; bench/README.md)
	@$(BIN)/python -m bench.faults $(ARGS)

load: $(VENV)/.run ## Readers, editors and ingest at work at once for half an hour (ARGS="--minutes 2" for a look; bench/README.md)
	@$(BIN)/python -m bench.load $(ARGS)

fuzz: $(VENV)/.dev ## Send ten thousand requests that nobody means, others each time (ARGS="--seed N" for the same again)
	$(BIN)/pytest tests/web/test_fuzz.py -q -p no:logging --show-capture=no --examples 10000 --seed $$(date +%s) $(ARGS)

access: $(VENV)/.dev ## Renew tests/web/access.tsv, who gets which status where; read the difference before you commit it
	$(BIN)/pytest tests/web/test_access.py -q -p no:logging --renew $(ARGS)

screenshots: $(VENV)/.dev ## Render the gallery of the sample edition into docs/ (ARGS="front story" for some pages only)
	@$(BIN)/python -m tests.browser.gallery $(ARGS)

format: $(VENV)/.dev ## Let the tools format code and templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	find templates articles ingest newsroom -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

messages: $(VENV)/.run ## Collect the phrases of templates and code into locale/ and compile them (needs the GNU gettext tools)
	$(PLAIN) $(BIN)/python manage.py makemessages $(LANGUAGES:%=--locale %) --add-location file --no-wrap \
		--ignore '$(VENV)' --ignore tests --ignore bench --ignore 'templates/admin'
	$(PLAIN) $(BIN)/python manage.py compilemessages $(LANGUAGES:%=--locale %) --ignore '$(VENV)'

sbom: $(VENV)/.dev ## Write the bill of materials (CycloneDX) and the list of licences into var/sbom
	@$(BIN)/python -m newsroom.operating.sbom var/sbom

lock: $(VENV)/.dev ## Renew requirements/*.txt from pyproject.toml, with hashes (ARGS=--upgrade for newer versions)
	$(COMPILE) $(ARGS) --no-allow-unsafe --output-file requirements/run.txt pyproject.toml
	$(COMPILE) $(ARGS) --allow-unsafe --extra dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt pyproject.toml

clean: ## Remove what can be made again (.venv and caches); var/, where the data are, stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. The stamps say which lock file is installed: a second `make run` goes straight to work. What the site
# needs comes first and alone, so that whoever only runs it never waits for the tools of those who change it.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "error: Newsroom needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)."; \
		echo "       Name another one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "error: $(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	@echo "Installing what the site needs (hash-checked) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.run
	@echo "Installing the tools for tests and checks (hash-checked) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
