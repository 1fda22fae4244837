# make help lists the targets
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TRAIN_STAMP := build/train-venv/.installed
TRAIN := build/train-venv/bin/python -m training
CHECK_JOBS ?= 2

# The folders whose tests touch a database, and of their slow tests those about PostgreSQL
# or about what both databases must promise.
WITH_DATABASE := $(addprefix tests/,accounts app articles blobs cli db demo jobs library moving operating routes search web)
ON_POSTGRES := not check or postgresql or both

.PHONY: help run dev install test lint format check drill drill-cluster drill-move bench-save bench-scale bench-extract bench-extract-diff pin-extract page train train-write screenshots schema released-schema lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## Start Earmark on this machine (data in ./data)
	$(BIN)/earmark serve

dev: $(STAMP) ## Start with demo data and reload (data in ./build/dev)
	$(BIN)/python -m demo.load --data build/dev
	$(BIN)/earmark serve --reload --data build/dev

test: $(STAMP) ## Unit and slice tests on SQLite, under two minutes
	$(BIN)/pytest -n $(CHECK_JOBS) -m "not check"

check: $(STAMP) ## The rest: browser, corpus floors, short drills, PostgreSQL
	$(BIN)/pytest -n $(CHECK_JOBS) -m check
	EARMARK_TEST_DATABASE=postgresql $(BIN)/pytest -n $(CHECK_JOBS) -m "$(ON_POSTGRES)" $(WITH_DATABASE)

lint: $(STAMP) ## Format, lint, types, imports, spelling, templates
	$(BIN)/ruff format --check src tests demo training
	$(BIN)/ruff check src tests demo training
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src/earmark/web/templates --profile=jinja --lint --ignore=H019,H043 --quiet
	$(BIN)/codespell src tests/*.py docs README.md CONTRIBUTING.md CHANGELOG.md

format: $(STAMP) ## Put the code into its form
	$(BIN)/ruff format src tests demo training
	$(BIN)/ruff check --fix src tests demo training

drill: $(STAMP) ## Kill, power-cut, full-disk and attack drills against the real server
	$(BIN)/python -m tests.drills.run --whole

drill-cluster: $(STAMP) ## Two servers, three workers, PostgreSQL, S3, nginx: each taken away in turn
	$(BIN)/python -m tests.drills.cluster.run

drill-move: $(STAMP) ## Move 10,000 articles to PostgreSQL and back, and kill a move at every step
	$(BIN)/python -m tests.moving.drill

bench-save: $(STAMP) ## What a save costs, beside a bare commit in the same run
	$(BIN)/python -m tests.bench.save

bench-scale: $(STAMP) ## What a bookmark weighs, and what 100,000 cost on PostgreSQL
	$(BIN)/python -m tests.bench.scale

bench-extract: $(STAMP) ## How well and fast pages are read, beside every peer in one run
	$(BIN)/python -m tests.bench.extract

bench-extract-diff: $(STAMP) ## Which pages of the corpus come out better and worse than pinned
	$(BIN)/python -m tests.quality.pins

pin-extract: $(STAMP) ## Pin what reading gives now on every page of the corpus
	$(BIN)/python -m tests.quality.pins --renew

page: $(STAMP) ## A test page from a bug, its words replaced: make page NAME=... URL=... or FILE=... [URL=...]
	$(BIN)/python -m tests.extract.make_page --name "$(NAME)" $(if $(FILE),"$(FILE)" --url "$(URL)","$(URL)")

train: $(TRAIN_STAMP) ## How well pages of unseen sites are read (training/README.md); train-write learns anew
	$(TRAIN) --cache build/training --shared $(SHARED) --trafilatura $(TRAFILATURA) | tee build/training/out_of_fold.txt

train-write: $(TRAIN_STAMP)
	$(TRAIN) --cache build/training --shared $(SHARED) --trafilatura $(TRAFILATURA) --write

screenshots: $(STAMP) ## Draw every page in three widths and two themes into ./screenshots
	$(BIN)/python -m tests.browser.gallery

install: $(STAMP) ## Make the environment from the lock

$(TRAIN_STAMP): requirements-train.lock $(STAMP)
	test -x build/train-venv/bin/python || $(PYTHON) -m venv build/train-venv
	VIRTUAL_ENV=$(abspath build/train-venv) $(BIN)/uv pip install --quiet --require-hashes -r requirements-train.lock
	VIRTUAL_ENV=$(abspath build/train-venv) $(BIN)/uv pip install --quiet --no-deps -e .
	touch $@

$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv==0.13.9
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --no-deps -e .
	touch $@

schema: $(STAMP) ## Write the schema of a new database anew, after a migration was added
	$(BIN)/python -m earmark.db.fresh

released-schema: $(STAMP) ## Keep a small database of this version's schema for the tests, before a release
	$(BIN)/python -m tests.db.release

lock: ## Resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --group train --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock -o requirements-train.lock

clean: ## Remove what was made here, except the data
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
