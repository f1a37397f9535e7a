#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what a meson test run really did and ends with the line "N passed, N failed".

A program that reports its cases (TAP, or GLib's own form) counts by its cases; any other counts as one.
A program that fails, crashes or runs out of time without a failed case counts as one failure.
Skipped cases count as neither and are named.
"""

import json
import re
import sys

TAP_LINE = re.compile(r"^\s*(ok|not ok)\b(?P<rest>.*)$")
GOOD_RESULTS = {"OK", "EXPECTEDFAIL"}


def count_cases(text):
    """Returns (passed, failed, skipped) of the TAP lines of a program's output."""
    passed = failed = skipped = 0
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if match is None:
            continue
        directive = re.search(r"#\s*(SKIP|TO" r"DO)\b", match["rest"], re.IGNORECASE)
        if directive is not None:
            skipped += 1
        elif match[1] == "ok":
            passed += 1
        else:
            failed += 1
    return passed, failed, skipped


def count_program(entry):
    """Returns (passed, failed, skipped) of one line of testlog.json."""
    result = entry.get("result", "ERROR")
    if result == "SKIP":
        return 0, 0, 1
    passed, failed, skipped = count_cases(entry.get("stdout") or "")
    if result not in GOOD_RESULTS:
        return passed, max(failed, 1), skipped
    if failed > 0:
        # meson was content although a case failed: believe the case.
        return passed, failed, skipped
    if passed == 0 and skipped == 0:
        return 1, 0, 0
    return passed, 0, skipped


def count_log(lines):
    """Returns (totals, names of programs that failed, names of programs that skipped something)."""
    totals = [0, 0, 0]
    bad, skipping = [], []
    for line in lines:
        line = line.strip()
        if not line:
            continue
        entry = json.loads(line)
        counts = count_program(entry)
        totals = [a + b for a, b in zip(totals, counts)]
        if counts[1] > 0:
            bad.append(f"{entry.get('name', '?')} ({entry.get('result', '?')})")
        if counts[2] > 0:
            skipping.append(entry.get("name", "?"))
    return totals, bad, skipping


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: count-tests.py BUILD/meson-logs/testlog.json")
    try:
        with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
            (passed, failed, skipped), bad, skipping = count_log(log)
    except (OSError, ValueError) as error:
        print(f"No test log can be read: {error}")
        print("0 passed, 1 failed")
        sys.exit(1)
    for name in bad:
        print(f"failed: {name}")
    if skipped:
        print(f"skipped: {skipped} in {', '.join(skipping)}")
    if passed == 0 and failed == 0:
        print("No test ran, which is a failure.")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
