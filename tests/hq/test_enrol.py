# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrolment, tokens, and who may do what."""

import json
import os
import stat

import hqtest
from hqtest import Case, Server, Tablet, new_id


class Enrol(Case):
    def enrol(self, code, server=None, **more):
        value = {"code": code, "device": new_id(), "name": "tablet"}
        value.update(more)
        return (server or self.server).request("POST", "/v1/enrol", json.dumps(value))

    def code(self):
        return self.server.run("enrol-code", "T001").stdout.strip()

    def test_ping_needs_no_token(self):
        answer = self.server.request("GET", "/v1/ping")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json()["hq"], answer.headers["Doorstep-HQ"])
        self.assertEqual(answer.json()["name"], "Test HQ")

    def test_enrol_gives_all(self):
        device = new_id()
        answer = self.enrol(self.code(), device=device, platform="Debian 12")
        self.assertEqual(answer.status, 201)
        value = answer.json()
        self.assertEqual(value["device"], device)
        self.assertEqual(value["technician"], {"id": "T001", "name": "张师傅"})
        self.assertRegex(value["token"], "^[0-9a-f]{64}$")
        self.assertEqual(len(hqtest.base64.b64decode(value["sealing_key"])), 32)
        self.assertEqual(value["hq"]["id"], answer.headers["Doorstep-HQ"])

    def test_code_is_for_one_use(self):
        code = self.code()
        self.assertEqual(self.enrol(code).status, 201)
        again = self.enrol(code)
        self.assertEqual(again.status, 403)
        self.assertEqual(again.problem(), "code-invalid")

    def test_code_may_be_typed_loosely(self):
        code = self.code()
        self.assertRegex(code, "^[A-Z2-9]{4}-[A-Z2-9]{4}$")
        self.assertEqual(self.enrol(" " + code.lower().replace("-", " ")).status, 201)

    def test_code_ends_after_ten_minutes(self):
        server = Server()
        try:
            server.run("technician", "add", "T001", "--name", "x")
            codes = [server.run("enrol-code", "T001", "--clock", "2026-11-21T09:00:00+08:00").stdout.strip()
                     for _ in range(2)]
            server.start("--clock", "2026-11-21T09:09:59+08:00")
            self.assertEqual(self.enrol(codes[0], server).status, 201)
            server.stop()
            server.start("--clock", "2026-11-21T09:10:01+08:00")
            self.assertEqual(self.enrol(codes[1], server).problem(), "code-invalid")
        finally:
            server.close()

    def test_bad_requests_are_told(self):
        code = self.code()
        for change, words in (({"device": "x"}, "UUID"), ({"name": 5}, "name"), ({"name": "a\u0007b"}, "control"),
                              ({"nam": "x"}, "nam"), ({"name": "x" * 101}, "100")):
            answer = self.enrol(code, **change)
            self.assertEqual(answer.status, 400, change)
            self.assertEqual(answer.problem(), "record-invalid")
            self.assertIn(words, answer.json()["detail"])
        for body in ("", "[]", "{", '{"code":1}', "\x00"):
            self.assertEqual(self.server.request("POST", "/v1/enrol", body).status, 400, body)
        self.assertEqual(self.enrol(code).status, 201, "a bad request does not use up the code")

    def test_unknown_technician_gets_no_code(self):
        done = self.server.run("enrol-code", "T999", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no technician T999", done.stderr)

    def test_token_is_needed_and_can_be_revoked(self):
        tablet = Tablet(self.server)
        for token in (None, "0" * 64, tablet.token[:-1], tablet.token.upper() + "x"):
            answer = self.server.request("GET", "/v1/changes", token=token)
            self.assertEqual(answer.status, 401)
            self.assertEqual(answer.problem(), "unauthorized")
            self.assertEqual(answer.json()["retry"], "reauth")
        self.assertEqual(tablet.get("/v1/changes").status, 200)
        self.server.run("revoke", tablet.device)
        self.assertEqual(tablet.get("/v1/changes").status, 401)
        self.assertIn("revoked", self.server.run("list", "devices").stdout)
        self.assertEqual(self.server.run("revoke", new_id(), check=False).returncode, 1)

    def test_a_second_enrolment_ends_the_first_token(self):
        first = Tablet(self.server)
        second = Tablet(self.server, device=first.device)
        self.assertEqual(first.get("/v1/changes").status, 401)
        self.assertEqual(second.get("/v1/changes").status, 200)

    def test_nothing_secret_is_kept_or_logged(self):
        tablet = Tablet(self.server)
        tablet.get("/v1/changes")
        with open(os.path.join(self.server.data, "hq.db"), "rb") as file:
            stored = file.read()
        wal = os.path.join(self.server.data, "hq.db-wal")
        if os.path.exists(wal):
            with open(wal, "rb") as file:
                stored += file.read()
        self.assertIn(tablet.device.encode(), stored)
        self.assertNotIn(tablet.token.encode(), stored)
        self.assertNotIn(tablet.token, self.server.stderr())
        for name in ("sealing.key", "hq.db"):
            mode = os.stat(os.path.join(self.server.data, name)).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600, name)
        self.assertEqual(stat.S_IMODE(os.stat(self.server.data).st_mode), 0o700)


class Guessing(Case):
    def test_wrong_codes_are_slowed(self):
        statuses = [self.server.request("POST", "/v1/enrol", json.dumps(
            {"code": "AAAA-2222", "device": new_id(), "name": "x"})).status for _ in range(12)]
        self.assertEqual(statuses[:10], [403] * 10)
        self.assertEqual(statuses[10:], [429] * 2)


if __name__ == "__main__":
    hqtest.main()
