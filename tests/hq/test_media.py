# SPDX-License-Identifier: GPL-3.0-or-later
"""Media by tus 1.0.0: resume, checksums, take-over, termination, verification."""

import hashlib
import json
import os
import socket

import hqtest
from hqtest import Case, Server, Tablet, b64, new_id, sha256


def checksum(algorithm, data):
    return {"Upload-Checksum": f"{algorithm} {b64(hashlib.new(algorithm, data).digest())}"}


class Media(Case):
    def setUp(self):
        self.tablet = Tablet(self.server)
        self.data = os.urandom(100_000)

    def stored(self, data):
        digest = sha256(data)
        path = os.path.join(self.server.data, "media", "sha256", digest[:2], digest)
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def parts(self):
        return sorted(os.listdir(os.path.join(self.server.data, "uploads")))

    def begin(self, data=None):
        answer = self.tablet.create(self.data if data is None else data)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.headers["Location"]

    def test_options(self):
        answer = self.server.request("OPTIONS", "/v1/media")
        self.assertEqual(answer.status, 204)
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")
        self.assertEqual(set(answer.headers["Tus-Extension"].split(",")),
                         {"creation", "creation-with-upload", "checksum", "expiration", "termination"})
        self.assertEqual(answer.headers["Tus-Checksum-Algorithm"], "sha1,sha256")
        self.assertGreater(int(answer.headers["Tus-Max-Size"]), 10_000_000)

    def test_whole_life(self):
        answer = self.tablet.create(self.data)
        self.assertEqual(answer.status, 201)
        self.assertEqual(answer.headers["Upload-Offset"], "0")
        self.assertEqual(answer.headers["Tus-Resumable"], "1.0.0")
        self.assertRegex(answer.headers["Upload-Expires"], "^[A-Z][a-z]{2}, .* GMT$")
        self.assertNotIn("Doorstep-Media", answer.headers)
        location = answer.headers["Location"]
        for start in range(0, len(self.data), 30_000):
            piece = self.data[start:start + 30_000]
            answer = self.tablet.patch(location, start, piece)
            self.assertEqual(answer.status, 204)
            self.assertEqual(int(answer.headers["Upload-Offset"]), start + len(piece))
        self.assertEqual(answer.headers["Doorstep-Media"], "verified")
        self.assertEqual(self.stored(self.data), self.data)
        head = self.tablet.head(location)
        self.assertEqual((head.status, head.headers["Upload-Offset"], head.headers["Upload-Length"],
                          head.headers["Doorstep-Media"]), (200, "100000", "100000", "verified"))

    def test_checksums(self):
        location = self.begin()
        good = self.data[:40_000]
        for algorithm in ("sha1", "sha256"):
            answer = self.tablet.patch(location, 0, good, checksum(algorithm, b"other"))
            self.assertEqual((answer.status, answer.problem()), (460, "media-mismatch"))
            self.assertEqual(self.tablet.head(location).headers["Upload-Offset"], "0", "the piece was dropped")
        self.assertEqual(self.tablet.patch(location, 0, good, checksum("sha1", good)).status, 204)
        rest = self.data[40_000:]
        answer = self.tablet.patch(location, 40_000, rest, checksum("sha256", rest))
        self.assertEqual((answer.status, answer.headers["Doorstep-Media"]), (204, "verified"))
        location = self.begin(b"x" * 10)
        for bad in ("md5 aaaa", "sha1", "sha1 ", "sha1 ####", "sha256 " + b64(b"short"), ""):
            self.assertEqual(self.tablet.patch(location, 0, b"x", {"Upload-Checksum": bad}).status, 400, bad)

    def test_a_file_that_is_not_what_was_announced(self):
        answer = self.tablet.create(self.data, digest=sha256(b"other"))
        location = answer.headers["Location"]
        answer = self.tablet.patch(location, 0, self.data)
        self.assertEqual((answer.status, answer.problem()), (422, "media-mismatch"))
        self.assertEqual(self.tablet.head(location).status, 404)
        self.assertIsNone(self.stored(self.data))
        self.assertNotIn(os.path.basename(location) + ".part", self.parts())

    def test_creation_with_upload(self):
        answer = self.tablet.create(self.data, body=self.data)
        self.assertEqual((answer.status, answer.headers["Upload-Offset"], answer.headers["Doorstep-Media"]),
                         (201, "100000", "verified"))
        self.assertEqual(self.stored(self.data), self.data)
        other = os.urandom(1000)
        answer = self.tablet.create(other, body=other[:400])
        self.assertEqual((answer.status, answer.headers["Upload-Offset"]), (201, "400"))
        self.assertEqual(self.tablet.patch(answer.headers["Location"], 400, other[400:]).headers["Doorstep-Media"], "verified")
        before = self.parts()
        wrong = self.tablet.create(os.urandom(10), digest=sha256(b"z"), body=b"0123456789")
        self.assertEqual(wrong.status, 422)
        late = self.tablet.create(other, length=2000, digest=sha256(b"y"), body=other, headers=checksum("sha1", b"no"))
        self.assertEqual(late.status, 460)
        self.assertEqual(self.parts(), before, "nothing is left of refused creations")

    def test_content_that_is_there_completes_at_once(self):
        self.tablet.upload(self.data)
        other = Tablet(self.server, "T002")
        answer = other.create(self.data)
        self.assertEqual((answer.status, answer.headers["Upload-Offset"], answer.headers["Doorstep-Media"]),
                         (201, "100000", "verified"))
        head = other.head(answer.headers["Location"])
        self.assertEqual((head.status, head.headers["Upload-Offset"]), (200, "100000"))
        again = other.patch(answer.headers["Location"], 0, self.data)
        self.assertEqual((again.status, again.headers["Upload-Offset"]), (409, "100000"))
        self.assertEqual(other.create(self.data, length=5).status, 422)

    def test_empty_file(self):
        answer = self.tablet.create(b"")
        self.assertEqual((answer.status, answer.headers["Upload-Offset"], answer.headers["Doorstep-Media"]),
                         (201, "0", "verified"))
        self.assertEqual(self.stored(b""), b"")

    def test_offsets(self):
        location = self.begin()
        self.assertEqual(self.tablet.patch(location, 0, self.data[:1000]).status, 204)
        for offset in (0, 999, 1001, 99_999):
            answer = self.tablet.patch(location, offset, b"x")
            self.assertEqual((answer.status, answer.problem()), (409, "offset-conflict"))
            self.assertEqual(answer.headers["Upload-Offset"], "1000")
        for bad in ("-1", "x", "", "1e3", "+5", "99999999999999999999"):
            self.assertEqual(self.tablet.patch(location, bad, b"x").status, 400, bad)
        too_many = self.tablet.patch(location, 1000, self.data)
        self.assertEqual(too_many.status, 413)
        self.assertEqual(self.tablet.head(location).headers["Upload-Offset"], "1000")

    def test_termination(self):
        location = self.begin()
        self.tablet.patch(location, 0, self.data[:10])
        answer = self.server.request("DELETE", location, None, {"Tus-Resumable": "1.0.0"}, self.tablet.token)
        self.assertEqual(answer.status, 204)
        self.assertEqual(self.tablet.head(location).status, 404)
        self.assertNotIn(os.path.basename(location) + ".part", self.parts())

    def test_uploads_belong_to_their_tablet(self):
        location = self.begin()
        other = Tablet(self.server, "T002")
        self.assertEqual(other.head(location).status, 404)
        self.assertEqual(other.patch(location, 0, b"x").problem(), "not-found")
        self.assertEqual(self.server.request("HEAD", location, None, {"Tus-Resumable": "1.0.0"}).status, 401)

    def test_bad_creations(self):
        good = f"sha256 {b64('0' * 64)}"
        cases = [({"Upload-Length": "x"}, 400), ({"Upload-Length": "-1"}, 400), ({"Upload-Metadata": ""}, 400),
                 ({"Upload-Metadata": "sha256 " + b64("0" * 63)}, 400), ({"Upload-Metadata": good + "," + good}, 400),
                 ({"Upload-Metadata": good + ",filetype " + b64("../../etc")}, 400), ({"Upload-Metadata": "sha256 !!"}, 400),
                 ({"Upload-Metadata": good + ",a " + b64("x\0y")}, 400), ({"Upload-Length": str(10**12)}, 413),
                 ({"Tus-Resumable": "0.2.2"}, 412), ({"Upload-Checksum": "crc 00"}, 400)]
        for headers, status in cases:
            answer = self.tablet.create(b"x", headers=headers)
            self.assertEqual(answer.status, status, headers)
            answer.problem()
        answer = self.tablet.create(b"x", headers={"Tus-Resumable": "2"})
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")
        self.assertEqual(self.tablet.create(b"xy", body=b"xyz").status, 413)
        self.assertEqual(self.tablet.create(b"xy", body=b"x", headers={"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(self.tablet.patch("/v1/media/" + new_id(), 0, b"x").status, 404)
        for path in ("/v1/media/../records", "/v1/media/x", "/v1/media//", "/v1/media/%2e%2e", "/v1/media/" + "0" * 36):
            self.assertEqual(self.tablet.patch(path, 0, b"x").status, 404, path)

    def stall(self, location, offset, announced, sent):
        """A PATCH that never ends: the line stays open after @sent bytes."""
        line = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        line.sendall((f"PATCH {location} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.tablet.token}\r\n"
                      f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Length: {announced}\r\n"
                      "Content-Type: application/offset+octet-stream\r\n\r\n").encode() + sent)
        return line

    def wait_for_offset(self, location, offset):
        path = os.path.join(self.server.data, "uploads", os.path.basename(location) + ".part")
        for _ in range(2000):
            if os.path.getsize(path) >= offset:
                return
            socket.socket().close()
            os.sched_yield()
            self.server.request("GET", "/v1/ping")
        self.fail("the bytes never came")

    def test_resume_after_a_cut(self):
        location = self.begin()
        line = self.stall(location, 0, 100_000, self.data[:45_000])
        self.wait_for_offset(location, 45_000)
        line.close()
        head = self.tablet.head(location)
        self.assertEqual(head.headers["Upload-Offset"], "45000")
        answer = self.tablet.patch(location, 45_000, self.data[45_000:])
        self.assertEqual(answer.headers["Doorstep-Media"], "verified")

    def test_a_newer_request_takes_over(self):
        location = self.begin()
        with self.stall(location, 0, 100_000, self.data[:45_000]) as stalled:
            self.wait_for_offset(location, 45_000)
            self.assertEqual(self.tablet.head(location).headers["Upload-Offset"], "45000")
            answer = self.tablet.patch(location, 45_000, self.data[45_000:70_000])
            self.assertEqual((answer.status, answer.headers["Upload-Offset"]), (204, "70000"))
            try:
                stalled.sendall(b"\0" * 55_000)
                self.assertEqual(stalled.recv(100), b"", "the older request ends without an answer")
            except (ConnectionResetError, BrokenPipeError):
                pass
        self.assertEqual(self.tablet.head(location).headers["Upload-Offset"], "70000")
        answer = self.tablet.patch(location, 70_000, self.data[70_000:])
        self.assertEqual(answer.headers["Doorstep-Media"], "verified")
        self.assertEqual(self.stored(self.data), self.data)

    def test_two_patches_at_once(self):
        location = self.begin()
        with self.stall(location, 0, 100_000, self.data[:10]) as stalled:
            self.wait_for_offset(location, 10)
            answer = self.tablet.patch(location, 0, self.data)
            self.assertEqual((answer.status, answer.headers["Upload-Offset"]), (409, "10"))
            self.assertEqual(self.tablet.patch(location, 10, self.data[10:]).headers["Doorstep-Media"], "verified")
            stalled.close()

    def test_a_visit_completes_with_its_last_file(self):
        photos = [os.urandom(2000), os.urandom(3000)]
        line = self.tablet.visit(media=[photos[0], photos[1], photos[0]])
        receipt = self.tablet.outcomes(line)[0]["receipt"]
        self.assertFalse(receipt["complete"])
        self.assertEqual(sorted(receipt["missing"]), sorted(sha256(p) for p in photos))
        since = self.tablet.get("/v1/receipts?limit=1000").json()["since"]
        self.tablet.upload(photos[0])
        self.assertEqual(self.tablet.get(f"/v1/receipts?since={since}").json()["receipts"], [])
        duplicate = self.tablet.outcomes(line)[0]
        self.assertEqual((duplicate["outcome"], duplicate["receipt"]["missing"]), ("duplicate", [sha256(photos[1])]))
        self.tablet.upload(photos[1])
        page = self.tablet.get(f"/v1/receipts?since={since}").json()
        self.assertEqual([(r["record"], r["complete"], r["missing"]) for r in page["receipts"]],
                         [(receipt["record"], True, [])])
        self.assertEqual(self.tablet.get(f"/v1/receipts?since={page['since']}").json()["receipts"], [])
        later = self.tablet.outcomes(self.tablet.visit(media=photos))[0]["receipt"]
        self.assertTrue(later["complete"], "the files are there already")

    def test_verify_finds_damage(self):
        self.tablet.upload(self.data)
        self.tablet.outcomes(self.tablet.visit(media=[os.urandom(10)]))
        report = json.loads(self.server.run("verify", "--json").stdout)
        self.assertTrue(report["ok"])
        self.assertGreaterEqual(len(report["waiting"]), 1)
        digest = sha256(self.data)
        path = os.path.join(self.server.data, "media", "sha256", digest[:2], digest)
        with open(path, "r+b") as file:
            file.write(b"!")
        done = self.server.run("verify", "--json", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(digest, json.loads(done.stdout)["damaged"][0])
        os.unlink(path)
        self.assertIn("cannot be read", self.server.run("verify", check=False).stdout)
        with open(path, "wb") as file:
            file.write(self.data)
        self.assertEqual(self.server.run("verify", check=False).returncode, 0)


class Expiry(Case):
    arguments = ("--clock", "2026-11-21T09:00:00+08:00")

    def test_uploads_expire(self):
        tablet = Tablet(self.server)
        location = tablet.create(b"0123456789").headers["Location"]
        tablet.patch(location, 0, b"01234")
        part = os.path.join(self.server.data, "uploads", os.path.basename(location) + ".part")
        self.server.kill()
        self.server.start("--clock", "2026-11-28T08:59:00+08:00")
        self.assertEqual(tablet.head(location).headers["Upload-Offset"], "5")
        answer = tablet.patch(location, 5, b"5")
        self.assertEqual(answer.headers["Upload-Expires"], "Sat, 05 Dec 2026 00:59:00 GMT", "going on keeps it alive")
        self.server.stop()
        self.server.start("--clock", "2026-11-28T09:00:01+08:00")
        self.assertEqual(tablet.head(location).headers["Upload-Offset"], "6")
        self.server.stop()
        self.server.start("--clock", "2026-12-05T09:00:01+08:00")
        self.assertIn(tablet.head(location).status, (404, 410))
        self.assertFalse(os.path.exists(part))


class Crash(Case):
    def test_a_part_without_a_row_is_swept(self):
        orphan = os.path.join(self.server.data, "uploads", new_id() + ".part")
        with open(orphan, "wb") as file:
            file.write(b"x")
        self.server.kill()
        self.server.start()
        self.assertFalse(os.path.exists(orphan))

    def test_a_crash_between_the_move_and_the_row(self):
        tablet = Tablet(self.server)
        data = os.urandom(5000)
        location = tablet.create(data).headers["Location"]
        tablet.patch(location, 0, data[:4999])
        self.server.kill()
        digest = sha256(data)
        part = os.path.join(self.server.data, "uploads", os.path.basename(location) + ".part")
        place = os.path.join(self.server.data, "media", "sha256", digest[:2])
        os.makedirs(place, exist_ok=True)
        with open(part, "ab") as file:
            file.write(data[4999:])
        os.rename(part, os.path.join(place, digest))
        self.server.start()
        head = tablet.head(location)
        self.assertEqual((head.status, head.headers["Upload-Offset"], head.headers["Doorstep-Media"]),
                         (200, "5000", "verified"))
        self.assertTrue(tablet.outcomes(tablet.visit(media=[data]))[0]["receipt"]["complete"])

    def test_a_crash_before_the_hash(self):
        tablet = Tablet(self.server)
        data = os.urandom(5000)
        location = tablet.create(data).headers["Location"]
        tablet.patch(location, 0, data[:4999])
        self.server.kill()
        with open(os.path.join(self.server.data, "uploads", os.path.basename(location) + ".part"), "ab") as file:
            file.write(data[4999:])
        self.server.start()
        self.assertEqual(tablet.head(location).headers["Doorstep-Media"], "verified")


class Limits(Case):
    def test_unfinished_uploads_are_bounded(self):
        tablet = Tablet(self.server)
        statuses = [tablet.create(b"x", digest=sha256(b"%d" % i), length=16 * 1024 * 1024).status for i in range(258)]
        self.assertEqual(statuses[:256], [201] * 256)
        self.assertEqual(statuses[256:], [507] * 2)
        self.assertEqual(Tablet(self.server).create(b"x").status, 201, "another tablet goes on")


if __name__ == "__main__":
    hqtest.main()
