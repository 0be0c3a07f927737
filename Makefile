# Two commands matter: `make run` and `make test`. The rest serves those who build.
PYTHON ?= python3
PORT ?= 8000
CHAT_PORT ?= $(shell expr $(PORT) + 1)
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi

.DEFAULT_GOAL := help
.PHONY: help run test lint fmt evaluate bench bench-messages soak migration messages clean

help: ## show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: $(VENV)/.run ## the demo with data, on http://127.0.0.1:8000
	@$(FLASK) db upgrade
	@$(FLASK) demo load
	@$(FLASK) demo who --port $(PORT) --chat $(CHAT_PORT)
	@trap 'kill $$wechat 2>/dev/null' EXIT INT TERM; \
	$(FLASK) demo wechat --port $(CHAT_PORT) --app http://127.0.0.1:$(PORT) 2>/dev/null & wechat=$$!; \
	SANWEN_WECHAT_API_BASE=http://127.0.0.1:$(CHAT_PORT) \
	$(BIN)/gunicorn --config deploy/gunicorn.py --bind 127.0.0.1:$(PORT) wsgi:app

test: $(VENV)/.dev ## the whole suite, on SQLite and on a real PostgreSQL
	$(BIN)/python -m pytest

lint: $(VENV)/.dev ## ruff, mypy --strict, import-linter, untranslated sentences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python locales/untranslated.py

fmt: $(VENV)/.dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## ballots a second against the floor, in one run
	$(BIN)/python bench/ballots.py

bench-messages: $(VENV)/.dev ## messages a second against the floor's vote, in one run
	$(BIN)/python bench/messages.py

soak: $(VENV)/.dev ## 200 messages a second for a minute, with a WeChat that takes 3 s
	$(BIN)/python bench/soak.py

evaluate: $(VENV)/.dev ## how well messages are understood, into README.md
	$(BIN)/python bench/understanding.py --write

migration: $(VENV)/.dev ## a new migration: make migration msg="what it does"
	$(FLASK) db revision --autogenerate -m "$(msg)"

messages: $(VENV)/.dev ## collect the sentences of the code into the catalogues
	$(BIN)/python locales/untranslated.py --update

clean: ## forget the environment and the demo's database
	rm -rf $(VENV) instance

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
