# make demo | make test | make test-slow | make lint | make bench: each sets up all it needs first, on a fresh machine too.
SHELL := /bin/bash
VENV := .venv
# The validators of outputs, for tests alone.
VALIDATORS := .venv-validators
BIN := $(VENV)/bin
DEMO := build/demo
# Pages with truth, which are no part of the project, and where their results are kept.
BENCH_DATA ?= ../shared/data
BENCH := build/bench
# One more than there are cores, since many tests wait for servers. Each worker takes tests that stand together, so
# that servers are started once.
TEST_WORKERS ?= $(shell echo $$(( $$(nproc) + 1 )))

# A test whose part is not installed fails; `make test NEED_ALL=` skips it, where system packages may not be installed.
NEED_ALL ?= 1

.PHONY: demo test test-slow lint bench setup system clean

demo: setup
	$(BIN)/python -m samples $(DEMO)/samples --demo
	$(BIN)/declass ingest $(DEMO)/samples --out $(DEMO)/results
	$(BIN)/declass overlay $(DEMO)/samples/typed_002.tif --page 1 --out $(DEMO)/overlay.png
	@echo; echo "Results:  $(CURDIR)/$(DEMO)/results/<name>/text.md and record.json"
	@echo "Overlay:  $(CURDIR)/$(DEMO)/overlay.png (found boxes drawn on the page)"

test: setup $(VALIDATORS)/ready
	@bash tools/system-packages.sh test
	DECLASS_TESTS_NEED_ALL=$(NEED_ALL) $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist worksteal

# What takes minutes: every hostile file, and 2,000 mutations of valid PDF files.
test-slow: setup
	DECLASS_TESTS_LONG=1 $(BIN)/python -m pytest -n $$(nproc) tests/bench/hostile/test_hostile_long.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m bench.accuracy $(BENCH_DATA) --out $(BENCH) --ablation --calibration --write-docs

# Compiled once, as pip does it with what it installs: where Python is told to keep nothing, each process would do it.
setup: system $(VENV)/ready
	@$(BIN)/python -m compileall -q declass flows processors

system:
	@bash tools/system-packages.sh

$(VENV)/ready: requirements.lock pyproject.toml
	@bash tools/make-venv.sh $(VENV)
	@touch $@

$(VALIDATORS)/ready: tools/validators.lock
	@bash tools/make-validators.sh $(VALIDATORS)
	@touch $@

clean:
	rm -rf build $(VENV) $(VALIDATORS)
