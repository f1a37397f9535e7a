#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-tests.sh [ARGUMENT OF MESON TEST…]: the sanitized build in build-test/ and every test. The last line is
# "N passed, N failed"; the exit code is not zero if anything failed, also when nothing could be built.
set -u

cd "$(dirname "$0")/../.." || exit 1
meson=${MESON:-meson}
ninja=${NINJA:-ninja}

give_up ()
{
  echo "$1"
  echo "0 passed, 1 failed"
  exit 1
}

if [ ! -e build-test/build.ninja ]; then
  $meson setup build-test --buildtype=debug -Db_sanitize=address,undefined -Db_lundef=false </dev/null ||
    give_up "The build cannot be configured, so no test ran."
fi
$ninja -C build-test </dev/null || give_up "The build failed, so no test ran."
rm -f build-test/meson-logs/testlog.json
# Its exit code is not needed: the log is counted case by case.
$meson test -C build-test --no-rebuild --print-errorlogs --timeout-multiplier 4 "$@" </dev/null || true
exec "${PYTHON:-python3}" tests/support/count-tests.py build-test/meson-logs/testlog.json
