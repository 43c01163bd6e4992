# What a contributor runs. Every target sets the environment up first.
BIN := .venv/bin

.PHONY: check setup lint types test gate faults real format bench
check: lint types test

setup:
	@./setup --dev >/dev/null
lint: setup
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports
types: setup
	$(BIN)/mypy
test: setup
	./test
gate: setup        # quality floors; more of them where RETOLD_CORPUS and RETOLD_TOOLS name the corpus
	./test -m gate
faults: setup      # kills and broken parts, counted and printed
	./test -m faults -s
real: setup        # real saved pages, where RETOLD_CORPUS names them
	./test -m corpus
format: setup
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .
bench: setup
	bench/run
