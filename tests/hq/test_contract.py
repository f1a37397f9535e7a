# SPDX-License-Identifier: GPL-3.0-or-later
"""The running server does what data/api/openapi.yaml says, and nothing that it does not say."""

import json
import os
import random

import jsonschema

import apidoc
import hqtest
from hqtest import Case, Tablet, b64, new_id, order, sha256


class Contract(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.api = apidoc.Api()
        send = cls.server.request

        def request(method, path, *arguments, **options):
            answer = send(method, path, *arguments, **options)
            cls.api.check(method, path, answer)
            return answer

        cls.server.request = request
        content = os.path.join(hqtest.SOURCE, "data")
        cls.server.run("publish", os.path.join(content, "checklists", "conduct-12345.json"),
                       os.path.join(content, "guides", "guide-ac.json"))

    def test_the_document_is_itself_sound(self):
        for name, schema in self.api.document["components"]["schemas"].items():
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertIsNotNone(name)
        used = json.dumps(self.api.document)
        for group in ("schemas", "responses", "headers", "parameters"):
            for name in self.api.document["components"][group]:
                self.assertTrue(f'"#/components/{group}/{name}"' in used or name == "Record", f"{group}/{name} is not used")

    def test_every_call(self):
        tablet, other = Tablet(self.server), Tablet(self.server, "T002")
        self.import_orders(order("C1"), order("C2", crew=["T002"]),
                           order("C3", promise={"due": "2026-11-21T20:00:00+08:00", "kind": "repair", "note": "今日"}))
        self.server.run("assign", "C1", "T002")
        photo = os.urandom(500)
        visit = tablet.visit("C2", media=[photo])
        tablet.outcomes(visit, visit, b"{", tablet.record("novelty"), tablet.visit("C9"))
        tablet.get("/v1/receipts")
        tablet.upload(photo)
        tablet.get("/v1/changes")
        tablet.get("/v1/changes?limit=1")
        other.get("/v1/changes?limit=0")
        other.get("/v1/changes?cursor=x")
        tablet.get("/v1/receipts?since=x")
        self.server.request("HEAD", "/v1/ping")
        self.server.request("OPTIONS", "/v1/media")
        location = tablet.create(b"0123456789").headers["Location"]
        self.server.request("OPTIONS", location)
        tablet.head(location)
        tablet.patch(location, 5, b"x")
        tablet.patch(location, 0, b"x" * 11)
        tablet.patch(location, 0, b"x", {"Upload-Checksum": "sha1 " + b64(b"0" * 20)})
        tablet.patch(location, 0, b"x", {"Content-Type": "text/plain"})
        tablet.patch(location, 0, b"x", {"Tus-Resumable": "0"})
        tablet.patch(location, 0, b"0123456780")
        tablet.head("/v1/media/" + new_id())
        location = tablet.create(b"abc").headers["Location"]
        self.server.request("DELETE", location, None, {"Tus-Resumable": "1.0.0"}, tablet.token)
        self.server.request("DELETE", location, None, {"Tus-Resumable": "1.0.0"}, tablet.token)
        tablet.create(b"abc", length=10**12)
        tablet.create(b"abc", headers={"Upload-Metadata": "x"})
        tablet.create(b"abc", body=b"abc")
        for path in ("/v1/changes", "/v1/receipts"):
            self.server.request("GET", path)
        tablet.post(*[tablet.record() for _ in range(201)])
        self.server.request("POST", "/v1/enrol", b"{}")
        self.server.request("POST", "/v1/enrol", json.dumps({"code": "AAAA-AAAA", "device": new_id(), "name": "x"}))
        self.server.request("GET", "/v1/nothing")
        self.server.request("PUT", "/v1/records", b"")
        self.assertGreater(len(self.api.seen), 25)
        kinds = {c["kind"] for c in tablet.get("/v1/changes").json()["changes"]}
        self.assertEqual(kinds, {"order", "checklist", "guide", "visit-flag"})

    def test_almost_valid_records(self):
        """Records with one thing wrong: each is answered as documented and none brings the server down."""
        tablet = Tablet(self.server)
        seed = random.randrange(1 << 32)
        print("seed", seed)
        chance = random.Random(seed)
        wrong = [None, True, -1, 1 << 70, 0.5, "", "x" * 5000, [], {}, [[]], {"a": {}}, "\u202e", "2026-13-01T00:00:00Z", "😀"]

        def spoil(value):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            if not keys:
                return
            key = chance.choice(keys)
            if isinstance(value[key], (dict, list)) and value[key] and chance.random() < 0.7:
                spoil(value[key])
            elif chance.random() < 0.3 and isinstance(value, dict):
                del value[key]
            else:
                value[key] = chance.choice(wrong)

        for _ in range(40):
            lines = []
            for _ in range(10):
                value = json.loads(tablet.visit("C1", media=[b"x"]))
                spoil(value)
                line = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode()
                if chance.random() < 0.2:
                    line = line[:chance.randrange(1, len(line))]
                lines.append(line)
            answer = tablet.post(*lines)
            self.assertEqual(answer.status, 200)
            self.assertEqual([o["sha256"] for o in answer.json()["outcomes"]], [sha256(line) for line in lines])

    def test_the_documented_record_is_accepted(self):
        tablet = Tablet(self.server)
        schema = self.api.validator({"$ref": "#/components/schemas/Record"})
        for line in (tablet.record(), tablet.visit()):
            schema.validate(json.loads(line))
            self.assertEqual(tablet.outcomes(line)[0]["outcome"], "stored")


if __name__ == "__main__":
    hqtest.main()
