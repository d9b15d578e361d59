# `make` or `make help` lists what there is.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# For swift build and swift test. A target that imports what it does not declare as a dependency does not build.
SWIFT_FLAGS ?= --explicit-target-dependency-import-check error
# How the program is shipped.
SHIPPED = $(SWIFT_FLAGS) -c release --static-swift-stdlib
# For swift test, for example TEST_FLAGS='--filter KubeModelTests'. On a machine with little memory --no-parallel keeps
# the suites that start a control plane of their own (400 MB each) from running side by side.
TEST_FLAGS ?=
# How many tests run at once: those that wait for something are not to starve beside those that only compute.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
# Arguments of `idmon dev`, for example ARGS="-f my-access/", or of the benchmarks.
ARGS ?=
IMAGE ?= idmon:dev

.PHONY: help setup dev test build release bench golden crds report-check report-screenshots conformance rights chart docs format lint image clean

help: ## This list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: TEST_FLAGS, ARGS (of dev and bench), IMAGE. Real API server for tests: .ci/control-plane tells how."

setup: ## Install the apt packages that the build needs, if they are missing
	@.ci/setup

dev: setup ## Build, then run a cluster on this machine with the CRDs, the samples and the operator
	swift build $(SWIFT_FLAGS) --product idmon
	@exec "$$(swift build $(SWIFT_FLAGS) --show-bin-path)/idmon" dev $(ARGS)

test: setup ## The whole test suite, on a real API server too where one can be had
	@.ci/rights
	swift test $(SWIFT_FLAGS) --disable-xctest $(TEST_FLAGS)

build: ## Build everything for debugging
	swift build $(SWIFT_FLAGS)

release: ## Build the program as it is shipped: optimised, with the Swift library inside
	swift build $(SHIPPED) --product idmon
	@echo "$$(swift build $(SHIPPED) --show-bin-path)/idmon"

bench: ## Measure, beside others in the same run; ARGS names single benchmarks
	swift build $(SHIPPED) --product idmon
	swift build $(SHIPPED) --product idmon-bench
	@exec "$$(swift build $(SHIPPED) --show-bin-path)/idmon-bench" $(ARGS)

golden: ## Rewrite the golden files; review the difference with git
	IDMON_REWRITE_GOLDEN=1 swift test $(SWIFT_FLAGS) --disable-xctest --filter '[Gg]olden|CRD'
	@git status --short

crds: ## Rewrite crds/ from the Swift code that defines the resources
	IDMON_REWRITE_GOLDEN=1 swift test $(SWIFT_FLAGS) --disable-xctest --filter CRD
	@git status --short crds

report-check: build ## Use the page of idmon report in a headless Chromium as people do
	.ci/report check

report-screenshots: build ## Take the pictures of docs/images from the page of idmon report
	.ci/report screenshots

conformance: ## Ask the model and a real API server the same questions
	.ci/control-plane find
	swift test $(SWIFT_FLAGS) --disable-xctest --filter Conformance

rights: ## Check on a real API server that Idmon's rights in deploy/ are enough and no more
	.ci/rights

chart: ## Check that the Helm chart and the kustomizations are the same (needs helm)
	.ci/check-chart

docs: ## Build the documentation of the libraries with DocC
	.ci/docs

format: ## Format the Swift code
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint: ## Check formatting, shell scripts, manifests and white space
	.ci/lint

image: ## Build the container image IMAGE
	docker build --file deploy/image/Dockerfile --tag $(IMAGE) .

clean: ## Remove what was built
	swift package clean
