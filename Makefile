.PHONY: setup run test lint bench shots lock messages

run:       ## serve the demo on http://127.0.0.1:8000 (PORT= moves it)
	@scripts/run

test:      ## the whole suite, browser tests included
	@scripts/test

setup:     ## build what the other targets need
	@scripts/setup test

lint:      ## style, types, contracts, templates, migrations, translations
	@scripts/lint

bench: setup     ## the benchmark table
	@.venv/bin/python -m tests.bench

shots: setup     ## a picture of every page in every role, and of ten charts, under shots/
	@.venv/bin/python scripts/shots.py

messages: setup  ## read the strings of the sources into the catalogues
	@.venv/bin/python scripts/check_messages.py --write

lock: setup      ## pin the newest allowed packages, by hash
	@scripts/lock
