# SPDX-License-Identifier: GPL-3.0-or-later
"""A tablet's data folder of a test's own, and doorstepctl on it."""

import glob
import json
import os
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["DOORSTEPCTL"]
SOURCE = os.environ.get("DOORSTEP_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
ORDER = "QX20261122000106"  # one air conditioner and the conduct list: the shortest of the demonstration


class Tablet:
    def __init__(self, fill=True):
        self.root = tempfile.mkdtemp(prefix="doorstep-ctl-")
        self.data = os.path.join(self.root, "data")
        if fill:
            files = glob.glob(os.path.join(SOURCE, "data", "checklists", "*.json"))
            files += glob.glob(os.path.join(SOURCE, "data", "guides", "*.json"))
            self.good("import", *files, os.path.join(SOURCE, "data", "demo", "orders.json"))

    def close(self):
        for folder, _, _ in os.walk(self.root):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.root, ignore_errors=True)

    def file(self, name, content):
        path = os.path.join(self.root, name)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *arguments, text=None, **more):
        return subprocess.run([PROGRAM, *arguments, "--data", self.data], input=text, capture_output=True, text=True,
                              timeout=240, **more)

    def good(self, *arguments, text=None):
        done = self.run(*arguments, text=text)
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def bad(self, *arguments, text=None, **more):
        """Fails as a program should: code 1, one sentence for a person, no crash."""
        done = self.run(*arguments, text=text, **more)
        assert done.returncode == 1, f"{arguments}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        assert done.stderr.startswith("doorstepctl: "), done.stderr
        assert "Sanitizer" not in done.stderr and "CRITICAL" not in done.stderr, done.stderr
        return done.stderr

    def json(self, *arguments):
        return json.loads(self.good(*arguments, "--json"))

    def visit(self, order=ORDER):
        return self.json("visit", order)

    def example(self, order=ORDER):
        return self.good("play", f"--example={order}")

    def play(self, *actions):
        """Plays actions; returns the answers, also the refusals."""
        done = self.run("play", "-", text="".join(json.dumps(action) + "\n" for action in actions))
        assert done.returncode in (0, 1), done.stderr
        assert "Sanitizer" not in done.stderr, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


class TabletTest(unittest.TestCase):
    fill = True

    def setUp(self):
        self.tablet = Tablet(self.fill)
        self.addCleanup(self.tablet.close)


START = [{"do": "stage", "order": ORDER, "action": action} for action in ("accept", "depart", "arrive", "start")]
