# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that fills up in the middle of a visit: a clear answer, nothing lost, and work goes on when there is room."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from ctltest import Tablet

SIZE = 12 * 1024 * 1024
INSIDE = "DOORSTEP_TEST_INSIDE"


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.tablet = Tablet()
        self.addCleanup(self.tablet.close)

    def fill(self, leave):
        path = os.path.join(self.tablet.root, "filler")
        state = os.statvfs(self.tablet.root)
        with open(path, "wb") as file:
            file.write(b"x" * max(0, state.f_bavail * state.f_frsize - leave))
        return path

    def test_full_in_the_middle(self):
        filler = self.fill(400 * 1024)
        done = self.tablet.run("play", "-", text=self.tablet.example())
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertNotIn("Sanitizer", done.stderr)
        self.assertTrue(answers and answers[0]["ok"], done.stderr)
        refused = [answer for answer in answers if not answer["ok"]]
        self.assertIn("full", {answer["code"] for answer in refused})
        # Refused acts may make later ones impossible ("state"); nothing else may be wrong.
        self.assertLessEqual({answer["code"] for answer in refused}, {"full", "state", "not-found"})
        os.unlink(filler)
        visit = self.tablet.visit()
        self.assertGreaterEqual(visit["seq"], max(answer["seq"] for answer in answers if answer["ok"]))
        self.assertEqual([entry["seq"] for entry in visit["journal"]], list(range(1, visit["seq"] + 1)))
        self.tablet.good("play", "-", text=self.tablet.example())
        self.assertEqual(self.tablet.visit()["stage"], "finished")
        self.assertIn("whole", self.tablet.good("check", "--full"))

    def test_full_from_the_start(self):
        filler = self.fill(0)
        self.tablet.bad("import", os.path.join(os.environ["DOORSTEP_SOURCE"], "data", "demo", "orders.json"))
        os.unlink(filler)
        self.tablet.good("import", os.path.join(os.environ["DOORSTEP_SOURCE"], "data", "demo", "orders.json"))


def main():
    if os.environ.get(INSIDE):
        unittest.main()
    # A small disk of our own, in a namespace of our own; where that is not allowed there is nothing to test on.
    with tempfile.TemporaryDirectory(prefix="doorstep-full-") as folder:
        command = f"mount -t tmpfs -o size={SIZE} tmpfs '{folder}' && exec \"$0\" \"$@\""
        unshare = ["unshare", "-Urm", "sh", "-c", command]
        if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode != 0:
            print("SKIP: no namespace for a small disk here")
            sys.exit(77)
        environment = {**os.environ, INSIDE: "1", "TMPDIR": folder}
        sys.exit(subprocess.run([*unshare, sys.executable, *sys.argv], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
