# The same recipes as `python3 run.py`, for those whose fingers type make.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench format

help:  ## list the recipes
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup:  ## make the environment in .venv
	@$(PYTHON) run.py setup

demo:  ## run everything with a small population (PACK=ec PORT=8080)
	@$(PYTHON) run.py demo $(if $(PACK),--pack $(PACK)) $(if $(PORT),--port $(PORT))

test:  ## run the tests (ARGS="-k journal -x")
	@$(PYTHON) run.py test $(ARGS)

check:  ## run every gate
	@$(PYTHON) run.py check

bench:  ## measure
	@$(PYTHON) run.py bench $(ARGS)

format: setup  ## format sources and templates
	@.venv/bin/ruff check --fix --exit-zero --quiet .
	@.venv/bin/ruff format --quiet .
	@find ventanilla -path '*/templates/*' -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} + || true
