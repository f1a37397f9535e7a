# SPDX-License-Identifier: GPL-3.0-or-later
"""The framing guard, over raw sockets: no request about whose end two readers could disagree is served."""

import json
import re
import socket

import hqtest
from hqtest import Case, Tablet, new_id, sha256

HOST = b"Host: hq.example\r\n"


class Framing(Case):
    def setUp(self):
        self.tablet = Tablet(self.server)
        self.auth = f"Authorization: Bearer {self.tablet.token}\r\n".encode()

    def records(self):
        return json.loads(self.server.run("status", "--json").stdout)["records"]

    def status(self, got):
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", got)
        return int(match[1]) if match else None

    def refuse(self, data, *statuses, ours=True):
        """@data is refused, the connection closes, and no second answer follows."""
        got = self.server.raw(data)
        self.assertIn(self.status(got), statuses, (data[:200], got[:400]))
        # libmicrohttpd 0.9.75 writes the head of the refusals it makes itself (before any callback) twice.
        self.assertLessEqual(len(set(re.findall(rb"HTTP/1\.1 .*", got))), 1, got)
        if ours:
            self.assertEqual(got.count(b"HTTP/1.1 "), 1, got)
            self.assertIn(b"Doorstep-HQ: ", got)
            self.assertIn(b"application/problem+json", got)
            self.assertRegex(got.lower(), rb"\r\nconnection: close\r\n")
        return got

    def post(self, headers, body=b"", path=b"/v1/records", method=b"POST"):
        return (method + b" " + path + b" HTTP/1.1\r\n" + HOST + self.auth + b"Content-Type: application/x-ndjson\r\n"
                + headers + b"\r\n" + body)

    def test_a_good_request_passes(self):
        line = self.tablet.record() + b"\n"
        got = self.server.raw(self.post(b"Content-Length: %d\r\nConnection: close\r\n" % len(line), line))
        self.assertEqual(self.status(got), 200)

    def test_bodies(self):
        line = self.tablet.record() + b"\n"
        n = b"%d" % len(line)
        smuggled = b"GET /v1/ping HTTP/1.1\r\n" + HOST + b"\r\n"
        before = self.records()
        for headers, statuses in (
                (b"Transfer-Encoding: chunked\r\n", (411,)),
                (b"Content-Length: " + n + b"\r\nTransfer-Encoding: chunked\r\n", (411,)),
                (b"Transfer-Encoding: chunked\r\nContent-Length: " + n + b"\r\n", (411,)),
                (b"Transfer-Encoding: identity\r\nContent-Length: " + n + b"\r\n", (411,)),
                (b"Transfer-encoding: xchunked\r\nContent-Length: " + n + b"\r\n", (411,)),
                (b"TRANSFER-ENCODING:chunked\r\n", (411,)),
                (b"Transfer-Encoding : chunked\r\nContent-Length: " + n + b"\r\n", (400, 411)),
                (b"", (411,)),
                (b"Content-Length: " + n + b"\r\nContent-Length: " + n + b"\r\n", (400,)),
                (b"Content-Length: 0\r\nContent-Length: " + n + b"\r\n", (400,)),
                (b"Content-Length: " + n + b"\r\nContent-Length: 0\r\n", (400,)),
                (b"Content-Length: " + n + b", " + n + b"\r\n", (400,)),
                (b"Content-Length: +" + n + b"\r\n", (400,)),
                (b"Content-Length: -1\r\n", (400,)),
                (b"Content-Length: 0x10\r\n", (400,)),
                (b"Content-Length: 1e2\r\n", (400,)),
                (b"Content-Length:\r\n", (400,)),
                (b"Content-Length: 18446744073709551617\r\n", (400, 413)),
                (b"Content-Length: 99999999999999999999\r\n", (400, 413)),
                (b"Content-Length : " + n + b"\r\n", (400, 411)),
                (b"Content-Length: 5\r\n 5\r\n", (400, 411)),
                (b"Content-Length: " + n + b"\r\nX-A: b\x01c\r\n", (400,)),
                (b"Content-Length: " + n + b"\r\nHost: other\r\n", (400,)),
                (b"Content-Length: " + n + b"\r\nX Y: 1\r\n", (400,))):
            with self.subTest(headers=headers):
                ours = not re.search(rb"\d{15}|Length:( .*[^0-9 \r\n].*)?\r\n$", headers)
                self.refuse(self.post(headers, line + smuggled), *statuses, ours=ours)
        self.assertEqual(self.records(), before, "none of them stored a record")

    def test_hosts(self):
        self.refuse(b"GET /v1/ping HTTP/1.1\r\n\r\n", 400)
        self.refuse(b"GET /v1/ping HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400)
        self.refuse(b"GET /v1/ping HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400)
        self.refuse(b"GET /v1/ping HTTP/1.0\r\n\r\n", 400)

    def test_a_body_on_get(self):
        self.refuse(b"GET /v1/ping HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello", 400)
        self.refuse(b"DELETE /v1/media/" + new_id().encode() + b" HTTP/1.1\r\n" + HOST + self.auth
                    + b"Content-Length: 5\r\n\r\nhello", 400)

    def test_headers(self):
        many = b"".join(b"X-%d: 1\r\n" % i for i in range(70))
        self.refuse(b"GET /v1/ping HTTP/1.1\r\n" + HOST + many + b"\r\n", 431)
        self.refuse(b"GET /v1/ping HTTP/1.1\r\n" + HOST + b"X: 1\r\n" * 5000 + b"\r\n", 431, ours=False)
        self.refuse(b"GET /v1/ping HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 66 * 1024 + b"\r\n\r\n", 431, ours=False)
        few = b"".join(b"X-%d: 1\r\n" % i for i in range(62)) + b"Connection: close\r\n"
        self.assertEqual(self.status(self.server.raw(b"GET /v1/ping HTTP/1.1\r\n" + HOST + few + b"\r\n")), 200)

    def test_too_large(self):
        got = self.refuse(self.post(b"Content-Length: 20000000\r\n"), 413)
        self.assertIn(b"too-large", got)
        got = self.refuse(self.post(b"Content-Length: 5000\r\n", b"x" * 5000, b"/v1/enrol"), 413)

    def test_expect_is_refused_before_the_body(self):
        got = self.server.raw(self.post(b"Content-Length: 9000000\r\nExpect: 100-continue\r\n"))
        self.assertEqual(self.status(got), 413)
        bad = self.post(b"Content-Length: 100\r\nExpect: 100-continue\r\n").replace(self.auth, b"")
        got = self.server.raw(bad + b"x" * 0, end=True)
        self.assertEqual(self.status(got), 401)

    def test_expect_is_answered(self):
        line = self.tablet.record() + b"\n"
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as connection:
            connection.sendall(self.post(b"Content-Length: %d\r\nExpect: 100-continue\r\n" % len(line)))
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 100 "))
            connection.sendall(line)
            self.assertEqual(self.status(connection.recv(65536)), 200)

    def test_a_refused_body_is_read_so_that_the_answer_arrives(self):
        body = b"x" * 2_000_000
        head = self.post(b"Content-Length: %d\r\n" % len(body)).replace(self.auth, b"")
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as connection:
            connection.sendall(head + body)
            self.assertEqual(self.status(connection.recv(65536)), 401)

    def test_addresses_and_methods(self):
        for path in ("/", "/v1", "/v1/", "/v2/ping", "/v1/ping/", "//v1/ping", "/v1/./ping", "/v1/x/../ping", "/v1/%70ing",
                     "/v1/ping%00", "/V1/PING"):
            answer = self.tablet.get(path)
            self.assertEqual((answer.status, answer.problem()), (404, "not-found"), path)
            self.assertIn("Doorstep-HQ", answer.headers)
        for method, path in (("PUT", "/v1/records"), ("DELETE", "/v1/changes"), ("POST", "/v1/ping"), ("GET", "/v1/media")):
            answer = self.server.request(method, path, b"" if method in ("PUT", "POST") else None, token=self.tablet.token)
            self.assertEqual((answer.status, answer.problem()), (405, "method"), path)
        answer = self.server.request("POST", "/v1/changes", b"", {"X-HTTP-Method-Override": "GET"}, self.tablet.token)
        self.assertEqual(answer.status, 405)
        self.assertIn(self.status(self.server.raw(b"BREW /v1/ping HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")),
                      (400, 405, 501))

    def test_pipelined_requests_are_each_answered(self):
        one = b"GET /v1/ping HTTP/1.1\r\n" + HOST
        got = self.server.raw(one + b"\r\n" + one + b"\r\n" + one + b"Connection: close\r\n\r\n")
        self.assertEqual(got.count(b"HTTP/1.1 200"), 3)


class Slow(Case):
    arguments = ("--idle-timeout", "1")

    def test_a_silent_connection_is_closed(self):
        self.assertEqual(self.status_of(self.server.raw(b"GET /v1/ping HT")), None)
        tablet = Tablet(self.server)
        head = (f"POST /v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tablet.token}\r\nContent-Length: 100\r\n"
                "Content-Type: application/x-ndjson\r\n\r\n{").encode()
        self.server.raw(head)
        self.assertEqual(tablet.get("/v1/changes").status, 200)

    def test_garbage(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00", b"\0" * 100, b"GET\r\n\r\n", b"\r\n" * 1000, b"GET / HTTP/9.9\r\n\r\n",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            self.server.raw(data, end=True)
        self.assertEqual(self.server.request("GET", "/v1/ping").status, 200)

    def status_of(self, got):
        return got[9:12] if got.startswith(b"HTTP/1.1 200") else None

    def test_stalled_clients_do_not_stop_a_good_one(self):
        stalled = []
        try:
            for _ in range(300):
                line = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
                line.sendall(b"POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Le")
                stalled.append(line)
            tablet = Tablet(self.server)
            self.assertEqual(tablet.outcomes(tablet.record())[0]["outcome"], "stored")
        finally:
            for line in stalled:
                line.close()


if __name__ == "__main__":
    hqtest.main()
