# SPDX-License-Identifier: GPL-3.0-or-later
"""The change feed: paging, audience, reassignment, restored histories."""

import json
import os
import shutil

import hqtest
from hqtest import Case, Tablet, new_id, order


def pull(tablet, cursor="", limit=None):
    """All pages from @cursor on: the changes and the cursor after them."""
    changes, pages = [], 0
    while True:
        query = f"?cursor={cursor}" + (f"&limit={limit}" if limit else "")
        answer = tablet.get("/v1/changes" + query)
        assert answer.status == 200, answer.body
        value = answer.json()
        changes += value["changes"]
        cursor = value["cursor"]
        pages += 1
        if not value["more"]:
            return changes, cursor, pages


class Changes(Case):
    def test_orders_come_once_and_only_to_their_people(self):
        one, two = Tablet(self.server, "T001"), Tablet(self.server, "T002")
        _, cursor_one, _ = pull(one)
        _, cursor_two, _ = pull(two)
        self.import_orders(order("A1"), order("A2", "T002"), order("A3", crew=["T002"]))
        changes, cursor_one, _ = pull(one, cursor_one)
        self.assertEqual([c["id"] for c in changes], ["A1", "A3"])
        self.assertEqual(changes[0]["op"], "put")
        self.assertEqual(changes[0]["kind"], "order")
        self.assertEqual(changes[0]["revision"], 1)
        self.assertEqual(changes[0]["value"]["customer"]["name"], "王女士")
        changes, cursor_two, _ = pull(two, cursor_two)
        self.assertEqual([c["id"] for c in changes], ["A2", "A3"])
        self.assertEqual(pull(one, cursor_one)[0], [])

    def test_nothing_new_is_small(self):
        tablet = Tablet(self.server)
        _, cursor, _ = pull(tablet)
        answer = tablet.get(f"/v1/changes?cursor={cursor}")
        self.assertEqual(answer.json(), {"changes": [], "cursor": cursor, "more": False})
        self.assertLess(len(answer.body), 1024)

    def test_paging(self):
        tablet = Tablet(self.server)
        _, cursor, _ = pull(tablet)
        self.import_orders(*[order(f"P{i:03}") for i in range(25)])
        changes, end, pages = pull(tablet, cursor, 10)
        self.assertEqual([c["id"] for c in changes], [f"P{i:03}" for i in range(25)])
        self.assertEqual(pages, 3)
        self.assertEqual(pull(tablet, end)[0], [])

    def test_a_page_is_bounded_in_bytes(self):
        tablet = Tablet(self.server)
        _, cursor, _ = pull(tablet)
        self.import_orders(*[order(f"L{i:04}", request="很" * 1900) for i in range(300)])
        answer = tablet.get(f"/v1/changes?cursor={cursor}&limit=1000")
        self.assertTrue(answer.json()["more"])
        self.assertLessEqual(len(answer.body), 1024 * 1024 + 1024)
        self.assertEqual(len(pull(tablet, cursor, 1000)[0]), 300)

    def test_bad_limits(self):
        tablet = Tablet(self.server)
        for limit in ("0", "-1", "x", "", "1e3", "99999999999999999999"):
            self.assertEqual(tablet.get(f"/v1/changes?limit={limit}").status, 400, limit)
        self.assertEqual(tablet.get("/v1/changes?limit=5000").status, 200)

    def test_reassigned_and_cancelled(self):
        one, two = Tablet(self.server, "T001"), Tablet(self.server, "T002")
        self.import_orders(order("R1"), order("R2"))
        _, cursor_one, _ = pull(one)
        _, cursor_two, _ = pull(two)
        self.server.run("assign", "R1", "T002")
        self.server.run("cancel", "R2")
        changes, _, _ = pull(one, cursor_one)
        self.assertIn({"op": "remove", "kind": "order", "id": "R1"}, changes)
        cancelled = [c for c in changes if c["id"] == "R2"][0]
        self.assertEqual((cancelled["value"]["state"], cancelled["revision"]), ("cancelled", 2))
        changes, _, _ = pull(two, cursor_two)
        self.assertEqual([(c["op"], c["id"], c["revision"]) for c in changes], [("put", "R1", 2)])
        self.server.run("assign", "R1", "T001")
        self.assertEqual([c["op"] for c in pull(one, cursor_one)[0] if c["id"] == "R1"], ["put"])

    def test_unknown_positions(self):
        tablet, other = Tablet(self.server, "T001"), Tablet(self.server, "T002")
        self.import_orders(order("U1"))
        _, cursor, _ = pull(tablet)
        epoch, seq, view = cursor.split("-")
        for bad in ("x", "-", "--", f"{epoch}-{seq}", f"{epoch}-{int(seq) + 1000}-{view}", f"0123456789abcdef-{seq}-{view}",
                    f"{epoch}--1-{view}", f"{epoch}-{seq}-{view}-", f"{epoch}-0{seq}-{view}", pull(other)[1], "%00",
                    "9" * 300):
            for path in (f"/v1/changes?cursor={bad}", f"/v1/receipts?since={bad}"):
                answer = tablet.get(path)
                self.assertEqual(answer.status, 410, path)
                self.assertEqual(answer.problem(), "cursor-gone")

    def test_checklists_come_with_their_exact_bytes(self):
        tablet = Tablet(self.server)
        _, cursor, _ = pull(tablet)
        path = os.path.join(hqtest.SOURCE, "data", "checklists", "conduct-12345.json")
        self.server.run("publish", path)
        self.assertIn("0 published, 1 unchanged", self.server.run("publish", path).stdout)
        changes, cursor, _ = pull(tablet, cursor)
        with open(path, "rb") as file:
            text = file.read()
        self.assertEqual([c["kind"] for c in changes], ["checklist"])
        value = changes[0]["value"]
        self.assertEqual(value["text"].encode(), text)
        self.assertEqual(value["sha256"], hqtest.sha256(text))
        self.assertEqual((value["id"], value["version"]), ("conduct-12345", changes[0]["revision"]))

        checklist = json.loads(text)
        checklist["summary"] = {"en": "changed", "zh_CN": "改了"}
        done = self.server.run("publish", self.write("same.json", json.dumps(checklist)), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"version {checklist['version'] + 1}", done.stderr)
        checklist["version"] += 1
        self.server.run("publish", self.write("newer.json", json.dumps(checklist)))
        changes, _, _ = pull(tablet, cursor)
        self.assertEqual([c["revision"] for c in changes], [checklist["version"]])
        self.assertEqual(self.server.run("publish", path, check=False).returncode, 1, "an older version")


class Restored(Case):
    def test_a_restored_store_begins_a_new_history(self):
        tablet = Tablet(self.server)
        self.import_orders(order("B1"))
        tablet.outcomes(tablet.record())
        backup = os.path.join(self.server.folder, "backup.db")
        self.server.run("backup", backup)
        _, cursor, _ = pull(tablet)
        since = tablet.get("/v1/receipts").json()["since"]
        self.assertEqual(tablet.get(f"/v1/changes?cursor={cursor}").status, 200)
        self.server.stop()
        shutil.copy(backup, os.path.join(self.server.data, "hq.db"))
        self.server.start()
        self.assertEqual(tablet.get(f"/v1/changes?cursor={cursor}").problem(), "cursor-gone")
        self.assertEqual(tablet.get(f"/v1/receipts?since={since}").problem(), "cursor-gone")
        self.assertEqual([c["id"] for c in pull(tablet)[0]], ["B1"])
        self.assertEqual(len(tablet.get("/v1/receipts").json()["receipts"]), 1)

    def test_an_old_copy_put_back_begins_a_new_history(self):
        tablet = Tablet(self.server)
        self.server.stop()
        store, copy = os.path.join(self.server.data, "hq.db"), os.path.join(self.server.folder, "copy.db")
        shutil.copy(store, copy)
        self.server.start()
        _, cursor, _ = pull(tablet)
        self.server.stop()
        shutil.copy(copy, store)
        self.server.start()
        self.assertEqual(tablet.get(f"/v1/changes?cursor={cursor}").problem(), "cursor-gone")

    def test_a_restart_keeps_the_history(self):
        tablet = Tablet(self.server)
        _, cursor, _ = pull(tablet)
        for end in (self.server.stop, self.server.kill):
            end()
            self.server.start()
            self.assertEqual(tablet.get(f"/v1/changes?cursor={cursor}").status, 200)


if __name__ == "__main__":
    hqtest.main()
