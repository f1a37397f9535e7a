#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counting of test results tells the truth: cases, crashes, skips, an empty run."""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent / "support" / "count-tests.py"
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("count_tests", TOOL)
count_tests = importlib.util.module_from_spec(spec)
spec.loader.exec_module(count_tests)


def make_line(result, stdout=""):
    return json.dumps({"name": "x", "result": result, "stdout": stdout})


class Counting(unittest.TestCase):
    def count(self, *lines):
        return tuple(count_tests.count_log(lines)[0])

    def test_cases_of_a_program(self):
        self.assertEqual(self.count(make_line("OK", "1..2\nok 1 /a\nok 2 /b\n")), (2, 0, 0))

    def test_a_plain_program_counts_as_one(self):
        self.assertEqual(self.count(make_line("OK", "fine\n")), (1, 0, 0))

    def test_failed_cases(self):
        self.assertEqual(self.count(make_line("FAIL", "ok 1 /a\nnot ok 2 /b\nnot ok 3 /c\n")), (1, 2, 0))

    def test_a_crash_after_good_cases_is_a_failure(self):
        self.assertEqual(self.count(make_line("FAIL", "ok 1 /a\n")), (1, 1, 0))
        self.assertEqual(self.count(make_line("TIMEOUT")), (0, 1, 0))
        self.assertEqual(self.count(make_line("ERROR", "ok 1 /a\n")), (1, 1, 0))

    def test_a_failed_case_is_believed_before_the_exit_code(self):
        self.assertEqual(self.count(make_line("OK", "ok 1 /a\nnot ok 2 /b\n")), (1, 1, 0))

    def test_skips_are_neither(self):
        self.assertEqual(self.count(make_line("SKIP"), make_line("OK", "ok 1 /a # SKIP no display\n")), (0, 0, 2))

    def test_the_last_line_and_the_exit_code(self):
        for lines, last, code in (
            ([make_line("OK", "ok 1 /a")], "1 passed, 0 failed", 0),
            ([make_line("OK"), make_line("FAIL")], "1 passed, 1 failed", 1),
            ([], "0 passed, 1 failed", 1),
            (["{"], "0 passed, 1 failed", 1),
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as log:
                log.write("\n".join(lines))
                log.flush()
                run = subprocess.run([sys.executable, TOOL, log.name], capture_output=True, text=True, check=False)
            self.assertEqual(run.stdout.splitlines()[-1], last)
            self.assertEqual(run.returncode, code)


if __name__ == "__main__":
    unittest.main()
