# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments: every acknowledged action is there, no half one, and the work can be gone on with."""

import json
import os
import random
import signal
import subprocess
import unittest

from ctltest import ORDER, PROGRAM, TabletTest

ROUNDS = 12


class Kill(TabletTest):
    def play_and_kill(self, script, lines):
        """Plays until @lines answers came, then kills at once; returns the highest seq that was acknowledged."""
        path = self.tablet.file("script.ndjson", script)
        program = subprocess.Popen([PROGRAM, "play", path, "--data", self.tablet.data], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        acknowledged = 0
        for _ in range(lines):
            line = program.stdout.readline()
            if not line:
                break
            answer = json.loads(line)
            self.assertTrue(answer["ok"], answer)
            acknowledged = max(acknowledged, answer["seq"])
        program.send_signal(signal.SIGKILL)
        rest = program.stdout.read()
        program.stdout.close()
        program.wait()
        # What was written to the pipe before the kill was acknowledged too; a torn last line was not.
        for line in rest.decode().split("\n")[:-1]:
            acknowledged = max(acknowledged, json.loads(line)["seq"])
        return acknowledged

    def check(self, acknowledged):
        visit = self.tablet.visit()
        self.assertGreaterEqual(visit["seq"], acknowledged)
        self.assertLessEqual(visit["seq"], acknowledged + 1)
        self.assertEqual([entry["seq"] for entry in visit["journal"]], list(range(1, visit["seq"] + 1)))
        self.assertEqual(self.tablet.good("check", "--full").count("\n"), 1)
        return visit

    def test_kill_at_any_moment(self):
        seed = int(os.environ.get("DS_TEST_SEED", "20261121"))
        print(f"seed {seed}")
        dice = random.Random(seed)
        for _ in range(ROUNDS):
            acknowledged = self.play_and_kill(self.tablet.example(), dice.randrange(1, 12))
            visit = self.check(acknowledged)
            if visit["stage"] == "finished":
                return
        self.tablet.good("play", "-", text=self.tablet.example())
        visit = self.tablet.visit()
        self.assertEqual(visit["stage"], "finished")
        self.assertEqual(self.tablet.json("status")["lacks"]["visits"], 1)

    def test_second_program_is_refused(self):
        program = subprocess.Popen([PROGRAM, "play", "-", "--data", self.tablet.data], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        try:
            program.stdin.write(json.dumps({"do": "stage", "order": ORDER, "action": "accept"}).encode() + b"\n")
            program.stdin.flush()
            self.assertTrue(json.loads(program.stdout.readline())["ok"])
            self.tablet.bad("play", "-", text="{\"do\":\"undo\"}\n")
            self.assertEqual(self.tablet.visit()["seq"], 1)
        finally:
            program.stdin.close()
            program.stdout.close()
            program.wait()


if __name__ == "__main__":
    unittest.main()
