# Two commands on a fresh machine: `make run` and `make test`. Needs Python 3.11+, venv and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from

.PHONY: run test test-browser bench lint clean python-there

run: $(STAMP)
	rm -rf runs/belarus-2020
	$(BIN)/downtools run belarus-2020 --out runs/belarus-2020
	$(BIN)/downtools report runs/belarus-2020

test: $(STAMP)-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not bench"
	@echo "Not run here: the tests that need a browser (make test-browser, with Debian's chromium)."

test-browser: $(STAMP)-browser
	$(BIN)/python -m pytest -m browser

# Installs Mesa, AgentPy, mesa-frames, polars and NDlib beside downtools; a C++ compiler is used if there.
bench: $(STAMP)-bench
	$(BIN)/python -m pytest -m bench
	$(BIN)/python -m benchmarks

lint: $(STAMP)-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/deptry src

# A stamp is written last, so an interrupted installation is taken up again.
$(STAMP): pyproject.toml constraints.txt | python-there
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[study]"
	touch $@

$(STAMP)-dev: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[study,query,cluster,dev]"
	touch $@

$(STAMP)-browser: $(STAMP)-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[study,query,cluster,dev,browser]"
	touch $@

# mesa-frames asks for numpy 1 but runs with numpy 2, so it is installed without what it asks for.
$(STAMP)-bench: $(STAMP)-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[study,query,cluster,dev,bench]"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt mesa-frames
	touch $@

python-there:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "downtools needs Python 3.11 or later; $(PYTHON) is older or missing."; \
	  echo "Install it, or name one: make run PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python lacks venv; on Debian and Ubuntu: apt install python3-venv"; exit 2; }

clean:
	rm -rf $(VENV) runs .pytest_cache .hypothesis .ruff_cache .import_linter_cache
