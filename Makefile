# The entrance: `make help` lists what there is. Each recipe is one small script
# or one command; files that were built are built again only when their sources
# changed.

SHELL := bash
export PATH := $(CURDIR)/.venv/bin:$(PATH)

python_ready := .venv/stamps/python
extension_ready := .venv/stamps/extension
node_ready := node_modules/.yarn-state.yml
contract_built := contract/lib/.built
lib_built := lib/.built
labextension_built := jupyterlab_sciencemesh/labextension/package.json
companion_built := jupyterlab_sciencemesh/companion/main.mjs

sources = $(shell find $(1) -type f -not -name '*.spec.ts*' -not -path '*/node_modules/*' -not -path '*/lib/*' 2> /dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup build check check-format check-lint check-types test \
  test-unit test-contract test-companion test-peers test-bridge test-wheel \
  test-ui demo wheel docs bench soak format clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

# Set-up

setup: $(extension_ready) $(node_ready) ## the environment: Python, Node, npm packages, Chromium
	scripts/setup-browser.sh

$(python_ready): requirements-dev.txt constraints-dev.txt scripts/setup-python.sh
	scripts/setup-python.sh

$(extension_ready): pyproject.toml $(python_ready) scripts/setup-extension.sh
	scripts/setup-extension.sh

$(node_ready): yarn.lock package.json $(wildcard */package.json) .yarnrc.yml $(python_ready)
	scripts/setup-node.sh

# Building

build: $(labextension_built) $(companion_built) $(extension_ready) ## the lab extension and the companion

$(contract_built): $(node_ready) contract/tsconfig.json $(call sources,contract/src)
	jlpm build:contract
	@touch $@

$(lib_built): $(contract_built) tsconfig.json tsconfig.build.json $(call sources,src)
	jlpm build:lib
	@touch $@

$(labextension_built): $(lib_built) package.json $(call sources,style schema)
	jlpm build:labextension
	@touch $@

$(companion_built): $(contract_built) companion/build.mjs $(call sources,companion)
	jlpm build:companion

# Running

wheel: build ## dist/*.whl
	scripts/wheel.sh

clean: ## removes what was built, keeps what was installed
	rm -rf .cache contract/lib dist lib jupyterlab_sciencemesh/companion jupyterlab_sciencemesh/labextension
