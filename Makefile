# The entrance: `make help` lists what there is. Each recipe is one command or
# one small script; what was built is built again only when its sources changed.

SHELL := bash
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

python_ready := .venv/stamps/python
extension_ready := .venv/stamps/extension
node_ready := node_modules/.yarn-state.yml
contract_built := contract/lib/.built
definitions_built := companion/src/cs3/definitions.binpb
lib_built := lib/.built
labextension_built := jupyterlab_sciencemesh/labextension/package.json
companion_built := jupyterlab_sciencemesh/companion/main.mjs

# The files of some folders that make a difference to a build.
sources = $(shell find $(1) -type f -not -name '*.spec.ts*' -not -path '*/lib/*' \
  -not -path '*/node_modules/*' 2> /dev/null)

# Where each runner leaves its JUnit report, for the sum of `make test`.
reports := .cache/reports
report = @mkdir -p $(reports) && rm -f $(reports)/$@.xml

# node:test over one workspace, readable here and as a report there.
TEST_TIMEOUT ?= 120000
node_test = node --test --test-timeout=$(TEST_TIMEOUT) --test-reporter=$(or $(REPORTER),dot) \
  --test-reporter-destination=stdout --test-reporter=junit \
  --test-reporter-destination=$(reports)/$@.xml

.DEFAULT_GOAL := help
.PHONY: help setup build check check-static check-format check-lint check-imports check-types \
  check-styles check-python test-unit test-contract test-companion test-measured test-lab \
  test-peers test-batch test-batch-ui test-invenio test-invenio-ui test-hostile test-bridge test-contents test-wheel test-ui test demo bench soak wheel docs \
  format clean

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Set-up

setup: $(extension_ready) $(node_ready) ## Python environment, Node, npm packages, Chromium
	scripts/setup-browser.sh

$(python_ready): requirements-dev.txt constraints-dev.txt scripts/setup-python.sh
	scripts/setup-python.sh

$(extension_ready): pyproject.toml scripts/setup-extension.sh $(python_ready)
	scripts/setup-extension.sh

$(node_ready): yarn.lock .yarnrc.yml package.json $(wildcard */package.json) $(python_ready)
	scripts/setup-node.sh

# Building

build: $(labextension_built) $(companion_built) $(extension_ready) ## The lab extension and the companion

$(contract_built): contract/tsconfig.build.json tsconfig.node.json $(call sources,contract/src) $(node_ready)
	jlpm build:contract
	@touch $@

$(lib_built): tsconfig.json tsconfig.build.json $(call sources,src) $(contract_built)
	jlpm build:lib
	@touch $@

$(labextension_built): package.json $(call sources,style schema) $(lib_built)
	jlpm build:labextension
	@touch $@

$(definitions_built): scripts/build_cs3_definitions.py $(node_ready)
	jlpm build:definitions

$(companion_built): $(call sources,companion) $(wildcard jupyterlab_sciencemesh/worker/*.py) $(contract_built) $(definitions_built)
	jlpm build:companion

wheel: build ## dist/*.whl
	scripts/build-wheel.sh

docs: build ## What the documentation takes from the code
	scripts/build-docs.sh

# Checks and tests: each runs alone, too

# The longest first.
static_checks := check-lint check-types check-format check-imports check-styles check-python

check: $(contract_built) $(extension_ready) ## Format, lint, types and unit tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target --keep-going \
	  $(static_checks) test-unit

check-static: $(contract_built) ## Format, lint and types, two checks at once
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target --keep-going $(static_checks)

format: $(node_ready) ## Writes everything as check-format wants it
	prettier --cache --cache-location .cache/prettier --log-level warn --write .
	ruff format --quiet .
	ruff check --quiet --fix-only .

check-format: $(node_ready) ## Prettier, ruff
	prettier --cache --cache-location .cache/prettier --log-level warn --check .
	ruff format --quiet --check .

check-lint: $(contract_built) ## ESLint
	eslint --cache --cache-location .cache/eslint/ --max-warnings 0 .

check-imports: $(contract_built) ## Which room may import which
	depcruise --config .dependency-cruiser.mjs --output-type err \
	  $(wildcard src contract/src companion/src peers demo bench)

check-types: $(contract_built) ## TypeScript in all workspaces
	scripts/check-types.sh

check-styles: $(node_ready) ## Stylelint
	stylelint 'style/**/*.css'

check-python: $(python_ready) ## Ruff
	ruff check --quiet .

test-unit: test-contract test-companion test-measured test-lab test-peers ## Unit tests of all TypeScript

test-contract: $(contract_built) ## node:test in contract/
	$(report)
	$(node_test) 'contract/src/**/*.spec.ts'

# Two files at once on any machine: half of them wait for somebody. Each file,
# and each companion that one starts, is a process that reads the same sources,
# so they are compiled once for all.
test-companion: export NODE_COMPILE_CACHE := $(CURDIR)/.cache/node
test-companion: $(contract_built) $(definitions_built) ## node:test in companion/
	$(report)
	$(node_test) --test-concurrency=2 'companion/src/**/!(*.peer|*.measured).spec.ts'

# Alone and one by one, as they measure memory and time.
test-measured: $(contract_built) $(definitions_built) ## node:test of what the bundled companion takes
	$(report)
	$(node_test) --test-concurrency=1 'companion/src/**/*.measured.spec.ts'

# Reva is built once a machine; 69 says that it cannot be here, and its tests
# are then left out by name. Two files at once, for most of them wait for a server.
test-peers: $(companion_built) $(extension_ready) ## node:test in peers/ and demo/
	$(report)
	@peers/reva/install.sh > /dev/null || [ $$? -eq 69 ]
	@peers/webdav/install.sh > /dev/null || [ $$? -eq 69 ]
	@peers/hub/install.sh > /dev/null
	$(node_test) --test-concurrency=2 'peers/!(batch|invenio)/**/*.spec.ts' 'demo/**/*.spec.ts'

# Its jobs mostly wait, so four files run at once: most share one HTCondor and
# one Slurm. A busy system takes its time for a job.
test-batch: TEST_TIMEOUT := 300000
test-batch: build ## node:test beside a real HTCondor and a real Slurm
	$(report)
	scripts/beside-batch.sh $(node_test) --test-concurrency=4 \
	  'peers/batch/**/*.spec.ts' 'companion/src/!(publish)/**/*.peer.spec.ts'

test-batch-ui: build ## Journeys of notebooks to a real HTCondor and a real Slurm
	$(report)
	JUNIT_REPORT=$(CURDIR)/$(reports)/$@.xml scripts/beside-batch.sh scripts/test-ui.sh tests/jobs-real.spec.ts

# Each of its servers takes a GiB, so they come one by one.
test-invenio: TEST_TIMEOUT = 600000
test-invenio: $(contract_built) $(python_ready) ## node:test beside a real InvenioRDM
	$(report)
	@peers/invenio/install.sh > /dev/null || [ $$? -eq 69 ]
	$(node_test) --test-concurrency=1 'peers/invenio/**/*.spec.ts' \
	  'companion/src/publish/**/*.peer.spec.ts'

test-invenio-ui: build ## Journeys of files, packages and jobs to a real InvenioRDM
	$(report)
	JUNIT_REPORT=$(CURDIR)/$(reports)/$@.xml scripts/beside-invenio.sh scripts/test-ui.sh tests/publish

test-hostile: $(contract_built) $(python_ready) ## A real companion among hostile senders, hosts and packages
	$(report)
	$(node_test) 'tests/hostile/**/*.spec.ts'

test-lab: $(contract_built) ## jest in src/
	$(report)
	JEST_REPORT=$(reports)/$@.xml jest --passWithNoTests

# Two processes: most of these tests wait for a kernel or a time limit.
test-bridge: build ## pytest in jupyterlab_sciencemesh/ and sciencemesh/
	$(report)
	@peers/workflow-engines/install.sh > /dev/null
	pytest --numprocesses=2 --junitxml=$(reports)/$@.xml jupyterlab_sciencemesh sciencemesh

test-contents: $(contract_built) $(python_ready) ## jupyter_server's own tests of its Contents API, over the drive
	$(report)
	JUNIT_REPORT=$(CURDIR)/$(reports)/$@.xml scripts/test-contents.sh

test-wheel: wheel ## The wheel in an environment without npm
	$(report)
	pytest --junitxml=$(reports)/$@.xml tests/wheel

test-ui: build ## Journeys through a real JupyterLab in a real Chromium
	$(report)
	@peers/reva/install.sh > /dev/null || [ $$? -eq 69 ]
	JUNIT_REPORT=$(CURDIR)/$(reports)/$@.xml scripts/test-ui.sh

test: build ## All checks and tests, with a sum at the end
	python scripts/run_tests.py

soak: ## The randomised tests at their full counts
	SCIENCEMESH_TRIALS=$(or $(SCIENCEMESH_TRIALS),300) SCIENCEMESH_BATCH_RELEASES='trixie bookworm forky' \
	  $(MAKE) --no-print-directory --keep-going TEST_TIMEOUT=3600000 \
	  test-contract test-companion test-peers test-batch test-batch-ui test-hostile test-bridge

# Running

demo: build ## JupyterLab with a small federation around it
	node demo/main.ts

bench: build ## Measurements beside other programs; not a test
	node bench/main.ts

clean: ## Removes what was built, keeps what was installed
	rm -rf .cache contract/lib dist lib jupyterlab_sciencemesh/companion \
	  jupyterlab_sciencemesh/labextension $(definitions_built) ui-tests/pictures \
	  ui-tests/playwright-report ui-tests/test-results
