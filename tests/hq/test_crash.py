# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the server while tablets post: what was acknowledged is there once, byte for byte."""

import http.client
import json
import os
import random
import threading

import hqtest
from hqtest import Case, Tablet, sha256

ROUNDS = int(os.environ.get("DOORSTEP_CRASH_ROUNDS", "12"))


class Poster(threading.Thread):
    """One tablet that posts until the line breaks; it sends again what was not acknowledged, as a tablet does."""

    def __init__(self, tablet, lines, acknowledged, goal):
        super().__init__()
        self.tablet, self.lines, self.acknowledged, self.goal = tablet, lines, acknowledged, goal
        self.failure = None

    def run(self):
        connection = self.tablet.server.connect()
        try:
            while len(self.acknowledged) < self.goal:
                batch = [line for line in self.lines if sha256(line) not in self.acknowledged][:5]
                while len(batch) < 5:
                    batch.append(self.tablet.record())
                    self.lines.append(batch[-1])
                answer = self.tablet.post(*batch, connection=connection)
                if answer.status != 200:
                    self.failure = answer.body
                    return
                for outcome in answer.json()["outcomes"]:
                    if outcome["outcome"] not in ("stored", "duplicate"):
                        self.failure = outcome
                        return
                    self.acknowledged[outcome["sha256"]] = outcome["receipt"]
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()


class Records(Case):
    def test_kill(self):
        seed = random.randrange(1 << 32)
        print("seed", seed)
        chance = random.Random(seed)
        self.seq = json.loads(self.server.run("status", "--json").stdout)["last_seq"]
        tablets = [Tablet(self.server, technician) for technician in ("T001", "T002", "T001")]
        states = [([], {}) for _ in tablets]
        for _ in range(ROUNDS):
            posters = [Poster(tablet, lines, acknowledged, len(acknowledged) + 10_000)
                       for tablet, (lines, acknowledged) in zip(tablets, states)]
            enough = sum(len(acknowledged) for _, acknowledged in states) + chance.randrange(1, 60)
            for poster in posters:
                poster.start()
            while sum(len(acknowledged) for _, acknowledged in states) < enough and any(p.is_alive() for p in posters):
                threading.Event().wait(0.0005)
            self.server.kill()
            for poster in posters:
                poster.join()
                self.assertIsNone(poster.failure)
            self.server.start()
        self.check(tablets, states)

    def check(self, tablets, states):
        exported = self.server.run("export", "--since", str(self.seq), binary=True).stdout.split(b"\n")[:-1]
        self.assertEqual(len(exported), len(set(exported)), "no record is there twice")
        here = {sha256(line) for line in exported}
        known = {sha256(line) for lines, _ in states for line in lines}
        self.assertEqual(len(here - known), 0, "no record is there that nobody sent")
        for tablet, (_, acknowledged) in zip(tablets, states):
            self.assertEqual(len(set(acknowledged) - here), 0, "every acknowledged record is there")
            since, receipts = "", {}
            while True:
                page = tablet.get(f"/v1/receipts?limit=1000&since={since}").json()
                receipts.update({r["sha256"]: r for r in page["receipts"]})
                since = page["since"]
                if not page["more"]:
                    break
            for digest, receipt in acknowledged.items():
                self.assertEqual(receipts[digest], receipt, "and its receipt is the same")
        self.assertGreater(sum(len(acknowledged) for _, acknowledged in states), ROUNDS)
        self.assertTrue(json.loads(self.server.run("verify", "--json").stdout)["ok"])

    def test_an_orderly_end_under_load(self):
        """SIGTERM while tablets post: the server ends by itself and with 0, and keeps what it acknowledged."""
        tablets = [Tablet(self.server) for _ in range(3)]
        states = [([], {}) for _ in tablets]
        for _ in range(3):
            posters = [Poster(tablet, lines, acknowledged, len(acknowledged) + 10_000)
                       for tablet, (lines, acknowledged) in zip(tablets, states)]
            enough = sum(len(acknowledged) for _, acknowledged in states) + 40
            for poster in posters:
                poster.start()
            while sum(len(acknowledged) for _, acknowledged in states) < enough and any(p.is_alive() for p in posters):
                threading.Event().wait(0.0005)
            self.server.stop()
            for poster in posters:
                poster.join()
                self.assertTrue(poster.failure is None or b"/busy" in poster.failure, poster.failure)
            self.server.start()
        exported = {sha256(line) for line in self.server.run("export", binary=True).stdout.split(b"\n")[:-1]}
        for _, acknowledged in states:
            self.assertEqual(len(set(acknowledged) - exported), 0)


class Media(Case):
    def test_media(self):
        tablet = Tablet(self.server)
        files = [os.urandom(200_000) for _ in range(ROUNDS)]
        verified = set()
        killer = None
        for data in files:
            location = None
            for attempt in range(50):
                if killer is None and attempt < 2:
                    killer = threading.Timer(0.001 + 0.004 * random.random(), self.server.process.kill)
                    killer.start()
                try:
                    location = self.push(tablet, data, location)
                    verified.add(sha256(data))
                    break
                except (OSError, http.client.HTTPException):
                    killer.join()
                    killer = None
                    self.server.kill()
                    self.server.start()
            if killer is not None:
                killer.cancel()
                killer.join()
                killer = None
            if self.server.process.poll() is not None:
                self.server.kill()
                self.server.start()
        self.assertEqual(len(verified), len(files))
        visit = tablet.outcomes(tablet.visit(media=files))[0]
        self.assertTrue(visit["receipt"]["complete"])
        self.assertTrue(json.loads(self.server.run("verify", "--json").stdout)["ok"])
        # An upload whose creation was never answered waits for its end; a part without a row does not.
        unfinished = json.loads(self.server.run("status", "--json").stdout)["uploads"]
        self.assertLessEqual(len(os.listdir(os.path.join(self.server.data, "uploads"))), unfinished)

    def push(self, tablet, data, location):
        """One attempt, from where the last one stopped."""
        offset = 0
        if location is None:
            answer = tablet.create(data)
            self.assertEqual(answer.status, 201, answer.body)
            location, offset = answer.headers["Location"], int(answer.headers["Upload-Offset"])
        else:
            head = tablet.head(location)
            if head.status in (404, 410):
                return self.push(tablet, data, None)
            offset = int(head.headers["Upload-Offset"])
        while offset < len(data):
            answer = tablet.patch(location, offset, data[offset:offset + 64 * 1024])
            self.assertEqual(answer.status, 204, answer.body)
            offset = int(answer.headers["Upload-Offset"])
        return location


if __name__ == "__main__":
    hqtest.main()
