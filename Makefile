# Two commands: `make run` opens the demo wall, `make test` passes every test. Each does all of its own set-up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock docs words

# container images set it; without compiled modules each of the many Pythons that tests start would compile pandas anew
unexport PYTHONDONTWRITEBYTECODE

# PYTHON=python3.13 on the command line names the Python that .ci/setup makes .venv with; everything runs in .venv
VENV_PYTHON := .venv/bin/python
PYBABEL := .venv/bin/pybabel --quiet
CATALOGUES := wallboard/languages/catalogues
# one module stays in one process, so that it starts its servers and its browser once; in the order of tests/conftest.py
PARALLEL := --dist loadfile --no-loadscope-reorder
# twice as many as cores: half of the time is waited; with five, two cores are slower, and browsers near their deadlines
WORKERS ?= 4
# an eighth of the examples that Hypothesis tries; a plugin of the fuzzer of tests/integration takes a second to import
QUICKLY := -m "not slow and not whole" --hypothesis-profile=quick -p no:schemathesis
NEEDS_SERVERS := tests/browser tests/faults tests/integration
BENCH ?= $(sort $(wildcard tests/bench/bench_*.py))
TRUSTING = source .ci/trust && trust_the_machine &&
UV_COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header $(UPGRADE)

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: ## set up, then open the wall over the demo city (ARGS="--port 9000" and so on)
	@.ci/setup run
	@exec $(VENV_PYTHON) app.py demo $(ARGS)

test: ## set up, then rules, types and every test, with real servers and a real browser
	@.ci/setup test
	@IN_MEMORY=1 .ci/tests -n $(WORKERS) $(PARALLEL) --ignore=tests/bench $(ARGS)

check: ## the fast inner loop: rules, types and the unit tests
	@.ci/setup dev
	@IN_MEMORY=1 .ci/tests -n 2 $(PARALLEL) $(QUICKLY) --ignore=tests/bench $(NEEDS_SERVERS:%=--ignore=%) $(ARGS)

bench: ## the benchmarks, one after the other, with their figures (BENCH=tests/bench/bench_import.py: only that)
	@.ci/setup test
	@status=0; for each in $(BENCH); do echo "== $$each"; module=$${each%.py}; $(VENV_PYTHON) -m $${module//\//.} $(ARGS) || status=1; done; exit $$status

lock: ## write the locked packages anew; UPGRADE=--upgrade takes newer ones
	@.ci/setup dev
	$(TRUSTING) $(UV_COMPILE) --python-version 3.11 pyproject.toml -o requirements/run.txt
	$(TRUSTING) $(UV_COMPILE) --python-version 3.11 pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(TRUSTING) echo uv | $(UV_COMPILE) --python-version 3.11 - -o requirements/uv.txt

docs: ## write the pages that are made from the code
	@.ci/setup dev
	@$(VENV_PYTHON) app.py docs

words: ## bring every catalogue up to the texts of the code; LANGUAGE=pt begins one for Portuguese
	@.ci/setup dev
	@mkdir -p var
	@$(PYBABEL) extract --mapping-file pyproject.toml --ignore-dirs ".*" --add-location file --no-wrap --sort-by-file \
		--project Wallboard --version 1 --copyright-holder "the Wallboard authors" -o var/words.pot .
	@[ -z "$(LANGUAGE)" ] || $(PYBABEL) init -i var/words.pot -o $(CATALOGUES)/$(LANGUAGE).po -l $(LANGUAGE) --no-wrap
	@for each in $(CATALOGUES)/*.po; do \
		$(PYBABEL) update -i var/words.pot -o $$each -l $$(basename $$each .po) \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap || exit 1; \
	done
