# make run          the window
# make train        a new mnist.h5 from MNIST
# make train-page   a new network for whole pages, from made-up pages
# make quick        what one runs after each change: no window, no training, one minute
# make test         all checks, as CI runs them
# make lint         style, types, and the arrows between the rooms
# make report       docs/report: how good mnist.h5 is, without training it again
# make drawings     docs/synthetic_digits.png, negatives.png and pages.png: what training sees
# make screenshots  docs/window: the pictures in the README
# make numbers      how well and how fast whole numbers are read
# make learning     what is learnt from one person's corrections
# make pages        how well numbers are read on each kind of made-up paper
# make tune-numbers how to weigh the evidence for whole numbers, chosen again on validation images
# make bench        how fast everything is, in turns with a plain program
# make measure      how fast the window follows the pen, and its memory (Linux, xdotool)
# make app          dist/: the window as a folder that runs without Python
#
# Each sets up what it needs in .venv first: the window needs no TensorFlow, most of the others do.
# After rm -r .venv, PYTHON=python3.12 make run uses another Python.

PYTHON ?= python3
IN = .venv/bin
INSTALL = $(IN)/pip install --disable-pip-version-check
SIZE = du -sm .venv | awk '{ print ".venv has " $$1 " MB." }'

run: .venv/ready
	$(IN)/python gui_digit_recognizer.py

train: .venv/ready-to-train
	$(IN)/python train_digit_recognizer.py

train-page: .venv/ready-to-train
	$(IN)/python -m digit_recognizer.training.pages.train

test: lint
	tests/with_display $(IN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

quick: .venv/ready-to-test
	DISPLAY= $(IN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not window"

lint: .venv/ready-to-test
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy
	$(IN)/lint-imports --no-logo

report: .venv/ready-to-train
	$(IN)/python -m digit_recognizer.training.report

drawings: .venv/ready
	$(IN)/python docs/drawings.py

screenshots: .venv/ready
	tests/with_display $(IN)/python docs/screenshots.py

numbers: .venv/ready
	$(IN)/python docs/measure_numbers.py

learning: .venv/ready
	$(IN)/python docs/measure_learning.py

pages: .venv/ready
	$(IN)/python docs/measure_pages.py

tune-numbers: .venv/ready
	$(IN)/python docs/tune_numbers.py

bench: .venv/ready-to-train
	tests/with_display $(IN)/python docs/bench.py

measure: .venv/ready
	tests/with_display $(IN)/python docs/measure_window.py

app: .venv/ready-to-test
	$(IN)/pyinstaller --noconfirm --log-level ERROR .github/app.spec
	tests/with_display $(IN)/python -m pytest tests/check_app.py

.venv/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo 'Python 3.10 or newer is needed: PYTHON=python3.12 make ...'; exit 2; }
	@$(PYTHON) -c 'import tkinter' || \
		{ echo 'This Python has no tkinter. Install it:'; \
		  echo '  Debian, Ubuntu: sudo apt install python3-tk'; \
		  echo '  Fedora:         sudo dnf install python3-tkinter'; \
		  echo '  Arch:           sudo pacman -S tk'; \
		  echo '  Homebrew:       brew install python-tk'; \
		  exit 2; }
	@echo 'Setting up .venv, once.'
	@$(PYTHON) -m venv .venv || \
		{ echo 'Debian and Ubuntu keep venv in a package of its own: sudo apt install python3-venv'; exit 2; }
	@$(INSTALL) --editable .
	@$(SIZE)
	@touch $@

.venv/ready-to-train: .venv/ready
	@echo 'Adding what training needs, once. TensorFlow is large: this takes a minute or more.'
	@$(INSTALL) --editable '.[train]'
	@$(SIZE)
	@touch $@

.venv/ready-to-test: .venv/ready-to-train tests/requirements.txt
	@$(INSTALL) --quiet -r tests/requirements.txt
	@touch $@

.PHONY: run train train-page test quick lint report drawings screenshots numbers learning pages tune-numbers bench measure app
