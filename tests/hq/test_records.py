# SPDX-License-Identifier: GPL-3.0-or-later
"""Records: each outcome, exact bytes, receipts, flags."""

import json

import hqtest
from hqtest import Case, Tablet, new_id, order, sha256


class Records(Case):
    def counts(self):
        return json.loads(self.server.run("status", "--json").stdout)

    def receipts(self, tablet, since=""):
        return tablet.get(f"/v1/receipts?since={since}").json()

    def test_stored_then_duplicate_with_the_same_receipt(self):
        tablet = Tablet(self.server)
        line = tablet.record()
        first = tablet.outcomes(line)[0]
        self.assertEqual(first["outcome"], "stored")
        self.assertEqual(first["sha256"], sha256(line))
        self.assertEqual(first["id"], json.loads(line)["id"])
        self.assertEqual(first["receipt"]["record"], first["id"])
        self.assertEqual(first["receipt"]["sha256"], first["sha256"])
        self.assertTrue(first["receipt"]["complete"])
        before = self.counts()
        again = tablet.outcomes(line)[0]
        self.assertEqual(again["outcome"], "duplicate")
        self.assertEqual(again["receipt"], first["receipt"])
        after = self.counts()
        self.assertEqual(after["records"], before["records"])
        self.assertEqual(after["duplicates"], before["duplicates"] + 1)

    def test_same_record_twice_in_one_request(self):
        tablet = Tablet(self.server)
        line = tablet.record()
        self.assertEqual([o["outcome"] for o in tablet.outcomes(line, line)], ["stored", "duplicate"])

    def test_same_id_other_bytes_is_held(self):
        tablet = Tablet(self.server)
        line = tablet.record()
        other = line.replace(b"departed", b"arrived")
        self.assertEqual(tablet.outcomes(line)[0]["outcome"], "stored")
        outcome = tablet.outcomes(other)[0]
        self.assertEqual(outcome["outcome"], "held")
        self.assertTrue(outcome["problem"]["type"].endswith("/record-conflict"))
        self.assertEqual(outcome["problem"]["retry"], "never")
        self.assertIn(b"departed", self.server.run("export", binary=True).stdout)
        self.assertNotIn(other, self.server.run("export", binary=True).stdout)

    def test_the_id_of_another_tablets_record_is_held(self):
        one, two = Tablet(self.server), Tablet(self.server)
        identity = new_id()
        self.assertEqual(one.outcomes(one.record(id=identity))[0]["outcome"], "stored")
        self.assertEqual(two.outcomes(two.record(id=identity))[0]["outcome"], "held")

    def test_a_mixed_batch_answers_each(self):
        tablet = Tablet(self.server)
        good, twin = tablet.record(), tablet.record()
        foreign = Tablet(self.server).record()
        tablet.outcomes(twin)
        lines = [good, b"not json", twin, foreign, tablet.record("novelty"), tablet.record(format="doorstep-record/9"),
                 b'{"id":"' + new_id().encode() + b'"}', b"\xff\xfe", tablet.record(id="1234"), b"[]",
                 tablet.record(made_at="yesterday"), tablet.record("hazard")]
        outcomes = tablet.outcomes(*lines)
        self.assertEqual([o["outcome"] for o in outcomes], ["stored", "held", "duplicate"] + ["held"] * 9)
        self.assertEqual([o["line"] for o in outcomes], list(range(1, 13)))
        self.assertEqual([o["sha256"] for o in outcomes], [sha256(line) for line in lines])
        self.assertTrue(outcomes[4]["problem"]["type"].endswith("/unknown-kind"))
        for outcome in outcomes:
            if outcome["outcome"] == "held":
                self.assertGreater(len(outcome["problem"]["detail"]), 10)
                self.assertNotIn("receipt", outcome)
        self.assertIsNone(outcomes[1]["id"])
        self.assertEqual(outcomes[3]["id"], json.loads(foreign)["id"])
        held = self.server.run("list", "held").stdout
        self.assertIn("another tablet", held)

    def test_held_twice_is_kept_once(self):
        tablet = Tablet(self.server)
        before = self.counts()["held"]
        for _ in range(3):
            self.assertEqual(tablet.outcomes(b"nonsense")[0]["outcome"], "held")
        self.assertEqual(self.counts()["held"], before + 1)

    def test_exact_bytes(self):
        tablet = Tablet(self.server)
        seq = self.counts()["last_seq"]
        plain = tablet.record()
        odd = json.dumps(json.loads(tablet.record()), ensure_ascii=True, separators=(" , ", " :  ")).encode()
        outcomes = tablet.outcomes(plain, odd)
        self.assertEqual([o["outcome"] for o in outcomes], ["stored"] * 2)
        exported = self.server.run("export", "--since", str(seq), binary=True).stdout
        self.assertEqual(exported, plain + b"\n" + odd + b"\n")

    def test_request_limits(self):
        tablet = Tablet(self.server)
        self.assertEqual(len(tablet.outcomes(*[tablet.record() for _ in range(200)])), 200)
        many = tablet.post(*[tablet.record() for _ in range(201)])
        self.assertEqual((many.status, many.problem()), (413, "too-large"))
        big = tablet.record("device", {"text": "x" * (1024 * 1024)})
        self.assertEqual(tablet.outcomes(big)[0]["outcome"], "stored")
        self.assertEqual(tablet.post(tablet.record("device", {"text": "x" * (1024 * 1024)}), tablet.record()).status, 413)
        huge = tablet.record("device", {"text": "x" * (8 * 1024 * 1024)})
        self.assertEqual(tablet.post(huge).status, 413)
        self.assertEqual(tablet.post().status, 400)
        self.assertEqual(tablet.server.request("POST", "/v1/records", b"{}", {"Content-Type": "text/plain"},
                                               tablet.token).status, 415)

    def test_a_refused_request_stores_nothing(self):
        tablet = Tablet(self.server)
        before = self.counts()["records"]
        tablet.post(*[tablet.record() for _ in range(201)])
        self.server.request("POST", "/v1/records", tablet.record(), {"Content-Type": "application/x-ndjson"}, "0" * 64)
        self.assertEqual(self.counts()["records"], before)

    def test_practice_is_held(self):
        tablet = Tablet(self.server)
        self.assertEqual(tablet.outcomes(tablet.visit(order="practice-7"))[0]["outcome"], "held")
        self.assertEqual(tablet.outcomes(tablet.visit(body={"practice": True}))[0]["outcome"], "held")
        self.assertEqual(tablet.outcomes(tablet.record("training", {"course": "c1", "score": "92"}))[0]["outcome"], "stored")

    def test_receipts_page_and_are_of_this_tablet(self):
        tablet, other = Tablet(self.server), Tablet(self.server)
        lines = [tablet.record() for _ in range(7)]
        tablet.outcomes(*lines)
        other.outcomes(other.record())
        since, found = "", []
        for size in (3, 3, 1):
            page = tablet.get(f"/v1/receipts?since={since}&limit=3").json()
            self.assertEqual(len(page["receipts"]), size)
            found += [r["sha256"] for r in page["receipts"]]
            since = page["since"]
        self.assertEqual(found, [sha256(line) for line in lines])
        self.assertEqual(self.receipts(tablet, since)["receipts"], [])

    def test_flags(self):
        tablet = Tablet(self.server, "T001")
        self.import_orders(order("F1"), order("F2", "T002"), order("F3"), order("F4"))
        self.server.run("cancel", "F3")
        visits = {"F1": [], "F2": ["reassigned-order"], "F3": ["cancelled-order"], "F9": ["unknown-order"]}
        for number, flags in visits.items():
            visit = new_id()
            self.assertEqual(tablet.outcomes(tablet.visit(number, visit=visit))[0]["outcome"], "stored")
            changes = tablet.get("/v1/changes?limit=1000").json()["changes"]
            told = [c["value"]["flags"] for c in changes if c["kind"] == "visit-flag" and c["id"] == visit]
            self.assertEqual(told, [flags] if flags else [])
        line = tablet.visit("F4")
        first = json.loads(line)
        tablet.outcomes(line)
        second = new_id()
        tablet.outcomes(tablet.visit("F4", visit=second))
        corrected = new_id()
        tablet.outcomes(tablet.visit("F4", visit=first["body"]["visit"], replaces=first["id"], id=corrected))
        flagged = {c["id"]: c["value"]["flags"] for c in tablet.get("/v1/changes?limit=1000").json()["changes"]
                   if c["kind"] == "visit-flag"}
        self.assertEqual(flagged[second], ["second-visit"])
        self.assertEqual(self.counts()["flagged"], 5)

    def test_opinions_are_received_and_answered(self):
        tablet = Tablet(self.server)
        opinion = new_id()
        entry = {"seq": 2, "id": new_id(), "at": "2026-11-21T09:00:00.000+08:00", "mono_ms": 1, "boot": hqtest.BOOT,
                 "who": "T001", "type": "opinion", "opinion": opinion, "kind": "complaint", "text": "来晚了"}
        body = {"order": "QX1", "visit": new_id(), "opinion": entry}
        self.assertEqual(tablet.outcomes(tablet.record("opinion", body))[0]["outcome"], "stored")
        cursor = tablet.get("/v1/changes?limit=1000").json()
        states = [c["value"]["state"] for c in cursor["changes"] if c["kind"] == "opinion-state" and c["id"] == opinion]
        self.assertEqual(states, ["received"])
        self.server.run("opinion", opinion, "--state", "closed", "--note", "已回访")
        news = tablet.get(f"/v1/changes?cursor={cursor['cursor']}").json()["changes"]
        self.assertEqual([(c["revision"], c["value"]["state"], c["value"]["note"]) for c in news], [(2, "closed", "已回访")])
        self.assertEqual(self.server.run("opinion", opinion, "--state", "gone", check=False).returncode, 1)


if __name__ == "__main__":
    hqtest.main()
