# Every target installs what it needs first: a fresh clone needs Swift 6.2 or later and Python 3.10 or later.
SHELL := /bin/bash
.DEFAULT_GOAL := build
.PHONY: build demo test check lint bench trl fuzz cuda clean setup help

SWIFT_BUILD := swift build -c release
SWIFT_TEST := swift test -c release --skip-build
# Tests that start programs of their own on all cores go apart from those that watch a clock.
APART := SynthesisTests ServiceTests roifrlTests

# The tests' commands, with what stands before each.
define all_tests
set -e; \
$(1) $(SWIFT_TEST) --skip "$$(echo $(APART) | tr ' ' '|')"; \
for group in $(APART); do $(1) $(SWIFT_TEST) --filter "$$group"; done
endef

help:            ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

setup:           ## check the machine, make .venv
	@Scripts/setup

build: setup     ## .build/release/roifrl
	$(SWIFT_BUILD) --product roifrl

demo: build      ## train the small model in this repository with the whole method, evaluate before and after, write a report
	Scripts/demo

test: setup      ## every test
	$(SWIFT_BUILD) --build-tests
	$(call all_tests,)

lint:            ## the formatter's opinion
	swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests Benchmarks

check: setup lint  ## the gate: format, strict build, README's commands in short form, tests
	ROIFRL_STRICT=1 $(SWIFT_BUILD) --build-tests --explicit-target-dependency-import-check error
	$(call all_tests,ROIFRL_STRICT=1)
	Scripts/readme

bench: build     ## race the peers on this machine and print the ratios
	@Scripts/setup bench
	.venv/bin/python Benchmarks/tokenizer.py
	$(SWIFT_BUILD) --product verifier-trials
	.venv/bin/python Benchmarks/verifiers.py
	$(SWIFT_BUILD) --product sandbox-trials
	.build/release/sandbox-trials
	.venv/bin/python Benchmarks/sequential.py
	.venv/bin/python Benchmarks/race.py

trl: build       ## train the small model with TRL on the service's rewards and curriculum, and compare with the simulation
	@Scripts/setup bench
	.venv/bin/python Integrations/trl/check.py --steps $(or $(TRL_STEPS),6)

fuzz: build      ## a million constraints and texts for the verifiers, broken rows for every command: none may crash or hang
	$(SWIFT_BUILD) --product verifier-trials
	.build/release/verifier-trials fuzz --trials $(or $(FUZZ_TRIALS),1000000) --seed $(or $(FUZZ_SEED),1) --threads $$(nproc 2>/dev/null || echo 2)
	.venv/bin/python Scripts/fuzz.py .build/release/roifrl

cuda: setup      ## cross-build against a CUDA libtorch: make cuda ROIFRL_TORCH=folder of its `torch` package
	Scripts/cuda

clean:           ## everything that is built; runs/ and .venv stay
	rm -rf .build .build-cuda
