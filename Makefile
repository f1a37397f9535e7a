# SPDX-License-Identifier: GPL-3.0-or-later
# A thin cover over meson; every target may be called first in a fresh clone.

MESON ?= meson
NINJA ?= ninja
PYTHON ?= python3
TEST_ARGS ?=

.PHONY: all deps run demo test bench lint format po install clean

all: build/build.ninja
	$(NINJA) -C build

build/build.ninja:
	$(MESON) setup build --buildtype=release

# Debian packages that are missing, by apt-get (with sudo when not root).
deps:
	sh tests/support/install-deps.sh

# Headquarters on this machine, a tablet enrolled with it, and the application in a window.
run: deps all
	sh tests/ui/run-demo.sh run

# The same played through the real window on a display of its own; leaves build/demo/.
demo: deps all
	sh tests/ui/run-demo.sh demo

# Builds with sanitizers and runs every test. The last line says "N passed, N failed".
test: deps
	@MESON="$(MESON)" NINJA="$(NINJA)" PYTHON="$(PYTHON)" sh tests/support/run-tests.sh $(TEST_ARGS)

bench: all
	$(MESON) test -C build --benchmark --no-rebuild --verbose --timeout-multiplier 0 </dev/null

lint:
	$(PYTHON) tests/lint/lint.py .

format:
	git ls-files 'src/*.c' 'src/*.h' 'tests/*.c' 'tests/*.h' | grep -v '^tests/lint/fixtures/' | xargs clang-format -i

# Brings po/POTFILES, po/doorstep.pot and the translations up to date with the sources.
po: build/build.ninja
	$(PYTHON) tests/support/update-potfiles.py .
	$(NINJA) -C build doorstep-pot doorstep-update-po

install: all
	$(MESON) install -C build --no-rebuild

clean:
	rm -rf build build-test
