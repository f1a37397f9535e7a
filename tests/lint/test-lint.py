#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint finds exactly what each fixture's `expect` file says, and nothing in the good one."""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
import csource  # noqa: E402
import lint  # noqa: E402


class Fixtures(unittest.TestCase):
    def test_each_fixture(self):
        folders = sorted(p for p in (HERE / "fixtures").iterdir() if p.is_dir())
        self.assertGreaterEqual(len(folders), 9)
        for folder in folders:
            with self.subTest(folder.name):
                wanted = sorted((folder / "expect").read_text(encoding="utf-8").split("\n"))
                found = sorted([f"{p[0]}:{p[1]} {p[2]}" for p in lint.Lint(folder).run()] + [""])
                self.assertEqual(found, wanted)

    def test_a_good_and_bad_ones_exist(self):
        names = {p.name for p in (HERE / "fixtures").iterdir()}
        self.assertIn("good", names)
        for rule in ("layer", "size", "nesting", "banned", "spdx", "potfiles", "name", "text"):
            self.assertIn(f"bad-{rule}", names)


class Reading(unittest.TestCase):
    def read_one(self, text):
        source = csource.CSource(text)
        self.assertEqual(len(source.functions), 1)
        return source.functions[0]

    def test_length_is_what_stands_between_the_braces(self):
        self.assertEqual(self.read_one("int\nf (void)\n{\n  a ();\n  b ();\n}\n").length, 2)

    def test_literals_do_not_nest(self):
        function = self.read_one("int f (void)\n{\n  T t = { { 1 }, { { 2 } } };\n  g ((T) { 1 });\n  if (t) { a (); }\n}\n")
        self.assertEqual(function.nesting, 1)

    def test_parameters_with_function_pointers(self):
        self.assertEqual(self.read_one("int f (int (*cb) (int, int), int b)\n{\n}\n").parameters, 2)
        self.assertEqual(self.read_one("int f (void)\n{\n}\n").parameters, 0)

    def test_an_asynchronous_tail_counts_once(self):
        tail = "GCancellable *c, GAsyncReadyCallback callback, gpointer user_data"
        self.assertEqual(self.read_one(f"void f (int a, {tail})\n{{\n}}\n").parameters, 2)

    def test_static_before_an_attribute(self):
        self.assertTrue(self.read_one("static void G_GNUC_PRINTF (1, 2)\nf (int a)\n{\n}\n").static)

    def test_braces_in_strings_and_comments(self):
        function = self.read_one('int f (void)\n{\n  a ("}{{{", \'{\'); /* {{{ */ // {\n}\n')
        self.assertEqual(function.nesting, 0)

    def test_excuse_needs_a_reason(self):
        self.assertTrue(lint.is_allowed(["/* lint-allow(size): the table of the law */", "x"], 2, "size"))
        self.assertFalse(lint.is_allowed(["/* lint-allow(size): */", "x"], 2, "size"))
        self.assertFalse(lint.is_allowed(["/* lint-allow(size) */", "x"], 2, "size"))
        self.assertFalse(lint.is_allowed(["/* lint-allow(size): reason */", "x"], 2, "nesting"))


if __name__ == "__main__":
    unittest.main()
