# make demo   counts the words of a text in a cluster of containers, or of processes where there is no engine
# make test   runs all tests; needs a Docker Engine and starts one where it can
# make faults lets every call to the engine fail in every way, in every mode; make soak runs many clusters at once
# make soak-session drives one session through COUNT (20000) jobs in at most MINUTES (60), and looks at what it holds meanwhile
# make soak-flow runs a source that is far faster than its sink for SECONDS (180) and looks at the memory
# make hostile attacks a session for SECONDS (10) by each kind of client, and looks at its job, its memory and other clients
# make chaos  lets FAULTS members of a cluster fail at random, and compares the job's output with an undisturbed one's
# make differential  lets Apache Flink and drey run COUNT (300) jobs made of SEED (1) and compares what they give
# make fuzz   feeds the decoders of records and frames RUNS inputs each that libFuzzer makes up, and fails where one crashes
# make check  formatting, import directions, warnings;  make fmt mends the formatting
# make build  puts drey and what it needs into dist/
# make compose writes compose/*.yaml afresh;  make reference does docs/cli.md
# make bench  measures what a run costs;  make bench-flink drey's runtime against Apache Flink: docs/benchmarks.md
# make bench-keys measures what a record costs a count of more and more keys
# make bench-micro measures what parts of the runtime cost per record
# make short runs every other target in a short form; faults, soak, soak-session, hostile, chaos and differential have theirs in make test
# make bench-snapshot [KEYS=…] measures how long a subtask stalls for a snapshot of much state, and how fast it is restored
SHELL := /bin/bash
JOBS ?= 2
SWIFT_BUILD := swift build -j $(JOBS)
STATIC := --static-swift-stdlib -Xswiftc -static-executable -Xlinker -s
SWIFT_DIRS := Package.swift Sources Tests Examples Benchmarks/micro Benchmarks/snapshot Benchmarks/workloads
IMAGES := jobmanager taskmanager flink-member
# The static executable that an image is made of.
executable-of = drey-$(subst flink-member,flink,$(1))
# Images whose folder holds nothing but a Dockerfile.
DOCKERFILES := application flink flink-application
DREY := dist/bin/drey
# As many tests at a time as the machine can keep: with hundreds at once, each waits for the processor longer than it may.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 4
TEST_ENVIRONMENT = DREY_RUNTIME=$(CURDIR)/dist/libexec/drey/images DREY_EXECUTABLE=$(CURDIR)/$(DREY)

INPUT ?= /usr/share/common-licenses/GPL-3
TOP ?= 10

.PHONY: all build cli images runtime demo test faults soak soak-flow soak-session hostile chaos differential fuzz unit check compose reference fmt lint imports warnings bench bench-flink bench-keys bench-micro bench-snapshot short clean setup-build setup-engine setup-flink
all: build

setup-build:
	@scripts/setup build
setup-engine: setup-build
	@scripts/setup engine
setup-flink: setup-engine
	@scripts/setup flink

build: cli runtime

cli: setup-build
	$(SWIFT_BUILD) -c release --product drey
	@install -D $$(swift build -c release --show-bin-path)/drey $(DREY)

# What images are made of besides executables.
images: setup-build
	@for image in $(IMAGES) $(DOCKERFILES); do install -D -m 644 images/$$image/Dockerfile dist/libexec/drey/images/$$image/Dockerfile; done
	@install -m 755 images/flink-member/share-classes dist/libexec/drey/images/flink-member/share-classes
	@scripts/make-root images/root dist/libexec/drey/images/root/root.tar

runtime: images
	@for member in $(foreach image,$(IMAGES),$(image)/$(call executable-of,$(image))); do \
	  $(SWIFT_BUILD) -c release --scratch-path .build-static $(STATIC) --product $${member#*/} || exit 1; \
	  install -D .build-static/release/$${member#*/} dist/libexec/drey/images/$$member; \
	done

demo: build
	@scripts/demo "$(INPUT)" "$(TOP)"

compose: cli
	DREY=$(DREY) scripts/export-compose compose

reference: cli
	$(DREY) reference > docs/cli.md

check: lint imports warnings

lint:
	swift format lint --strict --recursive $(SWIFT_DIRS)

imports:
	scripts/check-imports

warnings: setup-build
	$(SWIFT_BUILD) --build-tests --explicit-target-dependency-import-check error

fmt:
	swift format --in-place --recursive $(SWIFT_DIRS)

test: build setup-engine setup-flink
	@scripts/engine-holds > .build/engine-before
	$(TEST_ENVIRONMENT) swift test -j $(JOBS)
	@scripts/engine-holds | comm -13 .build/engine-before - > .build/engine-left
	@if [ -s .build/engine-left ]; then echo "the tests left this on the engine:"; cat .build/engine-left; exit 1; fi
	@echo "the engine is as clean as before"

faults: build setup-engine
	DREY_FAULTS=all $(TEST_ENVIRONMENT) swift test -j $(JOBS) --filter 'Runs/Faults/'

soak: build setup-engine
	DREY_SOAK=1 $(TEST_ENVIRONMENT) swift test -j $(JOBS) --filter 'Runs/ManyClusters/'

soak-flow: setup-build
	DREY_SOAK_SECONDS=$(or $(SECONDS),180) swift test -j $(JOBS) --filter FlowControlSoakTests

soak-session: build setup-engine
	DREY_SOAK_SESSION=$(or $(COUNT),20000) DREY_SOAK_MINUTES=$(or $(MINUTES),60) $(TEST_ENVIRONMENT) \
	  swift test -j $(JOBS) --filter 'Runs/Sessions/Soak/'

hostile: build setup-engine
	DREY_HOSTILE=$(or $(SECONDS),10) $(TEST_ENVIRONMENT) swift test -j $(JOBS) --no-parallel --filter '/HostileClientTests/'

chaos: build setup-engine
	DREY_CHAOS_FAULTS=$(or $(FAULTS),200) $(if $(SEED),DREY_CHAOS_SEED=$(SEED)) $(TEST_ENVIRONMENT) \
	  swift test -j $(JOBS) --filter 'Runs/ExactlyOnce/'

differential: build setup-flink
	DREY_DIFFERENTIAL_COUNT=$(or $(COUNT),300) DREY_DIFFERENTIAL_SEED=$(or $(SEED),1) $(TEST_ENVIRONMENT) \
	  swift test -j $(JOBS) --filter 'DifferentialTests|DifferentialClusterTests'

fuzz: setup-build
	@JOBS=$(JOBS) scripts/fuzz $(or $(RUNS),1000000)

unit: setup-build
	swift test -j $(JOBS) --skip IntegrationTests --skip DifferentialTests

bench: build setup-engine
	Benchmarks/run

bench-flink: build setup-engine setup-flink
	Benchmarks/flink-throughput

bench-keys: setup-build
	Benchmarks/keys

bench-micro: setup-build
	cd Benchmarks/micro && swift package --allow-writing-to-package-directory benchmark $(if $(FILTER),--filter '$(FILTER)')

bench-snapshot: setup-build
	@[ -n "$(SNAPSHOT)" ] || swift build -c release -j $(JOBS) --package-path Benchmarks/snapshot
	@folder=$$(mktemp -d); $(or $(SNAPSHOT),Benchmarks/snapshot/.build/release/snapshot) $(or $(KEYS),25000000) "$$folder"; \
	  status=$$?; rm -r "$$folder"; exit $$status

short: build setup-engine setup-flink
	@scripts/short-forms

clean:
	rm -rf .build .build-static dist
	find Examples Tests Benchmarks -name '.build*' -maxdepth 4 -type d -exec rm -rf {} +
