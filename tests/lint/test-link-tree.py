#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of links that lets programs run in place: right places, made twice without harm."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent / "support" / "link-tree.py"


class LinkTree(unittest.TestCase):
    def make_tree(self, folder):
        subprocess.run([sys.executable, TOOL, folder / "source", folder / "build"], check=True)

    def test_links_lead_to_programs_and_content(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            (folder / "source/data/checklists").mkdir(parents=True)
            (folder / "build/src/ctl").mkdir(parents=True)
            (folder / "build/src/ctl/doorstepctl").write_text("x", encoding="utf-8")
            self.make_tree(folder)
            build = folder / "build"
            self.assertEqual((build / "bin/doorstepctl").resolve(), build / "src/ctl/doorstepctl")
            self.assertEqual((build / "share/doorstep/checklists").resolve(), folder / "source/data/checklists")
            for link in ("bin/doorstep", "bin/doorstep-hq", "share/locale", "share/glib-2.0/schemas/gschemas.compiled"):
                self.assertTrue((build / link).is_symlink(), link)
                self.assertFalse(os.path.isabs(os.readlink(build / link)), link)

    def test_again_changes_nothing_and_mends_a_wrong_link(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            (folder / "source").mkdir()
            (folder / "build/bin").mkdir(parents=True)
            (folder / "build/bin/doorstep").symlink_to("nowhere")
            self.make_tree(folder)
            before = os.lstat(folder / "build/bin/doorstep").st_mtime_ns
            self.make_tree(folder)
            self.assertEqual(os.lstat(folder / "build/bin/doorstep").st_mtime_ns, before)
            self.assertEqual(os.readlink(folder / "build/bin/doorstep"), "../src/gui/doorstep")


if __name__ == "__main__":
    unittest.main()
