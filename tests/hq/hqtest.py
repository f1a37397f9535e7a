# SPDX-License-Identifier: GPL-3.0-or-later
"""A real doorstep-hq in a temporary folder, and what tests need to talk to it."""

import base64
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import uuid

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("DS_BUILD_DIR", os.path.join(SOURCE, "build"))
PROGRAM = os.path.join(BUILD, "src", "hq", "doorstep-hq")
PROBLEMS = "https://doorstep.invalid/problems/"
BOOT = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def new_id():
    """A UUIDv7 good enough for tests: unique, of the right form."""
    value = uuid.uuid4().int & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=value))


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def problem(self):
        assert self.headers["Content-Type"] == "application/problem+json", self.headers
        value = self.json()
        assert value["status"] == self.status
        return value["type"].removeprefix(PROBLEMS)


class Server:
    """One data folder; the server on it can be started, ended and killed many times."""

    def __init__(self, folder=None, init=True):
        self.own = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="doorstep-hq-")
        self.data = os.path.join(self.folder, "hq")
        self.process = None
        self.port = None
        self.log = open(os.path.join(self.folder, "stderr.txt"), "ab")
        if init:
            self.run("init", "--name", "Test HQ")

    def run(self, command, *arguments, check=True, binary=False, **options):
        done = subprocess.run([PROGRAM, command, "--data", self.data, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False, timeout=120, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{command} {arguments}: {done.returncode}\n{done.stderr.decode(errors='replace')}")
        if not binary:
            done.stdout = done.stdout.decode()
        done.stderr = done.stderr.decode(errors="replace")
        return done

    def start(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "serve", "--data", self.data, "--listen", "127.0.0.1:0", *arguments],
                                        stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        if not line.startswith(("listening http://127.0.0.1:", "listening https://127.0.0.1:")):
            self.process.wait(timeout=60)
            raise AssertionError(f"no server: {line!r} {self.stderr()}")
        self.port = int(line.strip().rsplit(":", 1)[1])
        return self

    def stderr(self):
        with open(os.path.join(self.folder, "stderr.txt"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        """Ends the server as a service manager would; a crash or a sanitizer's finding is a failure."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=60)
        process.stdout.close()
        if status != 0:
            raise AssertionError(f"the server ended with {status}:\n{self.stderr()[-4000:]}")

    def kill(self):
        process, self.process = self.process, None
        process.kill()
        process.wait()
        process.stdout.close()

    def close(self):
        try:
            self.stop()
        finally:
            self.log.close()
            if self.own:
                shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, token=None, connection=None):
        own = connection is None
        connection = connection or self.connect()
        headers = dict(headers or {})
        if token is not None:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if own:
            connection.close()
        return answer

    def raw(self, data, timeout=20, end=False):
        """Sends bytes and reads until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as line:
            try:
                line.sendall(data)
                if end:
                    line.shutdown(socket.SHUT_WR)
                got = b""
                while True:
                    piece = line.recv(65536)
                    if not piece:
                        return got
                    got += piece
            except (ConnectionResetError, BrokenPipeError):
                return got


class Tablet:
    """An enrolled device."""

    def __init__(self, server, technician="T001", device=None):
        self.server = server
        self.technician = technician
        self.device = device or new_id()
        code = server.run("enrol-code", technician).stdout.strip()
        answer = server.request("POST", "/v1/enrol", json.dumps({"code": code, "device": self.device, "name": "tablet"}),
                                {"Content-Type": "application/json"})
        assert answer.status == 201, answer.body
        self.enrolment = answer.json()
        self.token = self.enrolment["token"]

    def get(self, path, connection=None):
        return self.server.request("GET", path, token=self.token, connection=connection)

    def record(self, kind="progress", body=None, **more):
        value = {"id": new_id(), "kind": kind, "format": "doorstep-record/1", "device": self.device,
                 "technician": self.technician, "made_at": "2026-11-21T09:00:00.000+08:00",
                 "clock": {"mono_ms": 1000, "boot": BOOT, "hq_offset_ms": None}}
        value.update(more)
        value["body"] = body if body is not None else {
            "order": "QX1", "visit": new_id(), "stage": "departed", "at": "2026-11-21T09:00:00.000+08:00"}
        return json.dumps(value, ensure_ascii=False).encode()

    def visit(self, order="QX1", media=(), **more):
        visit = more.pop("visit", None) or new_id()
        entries = [{"seq": 1, "id": new_id(), "at": "2026-11-21T09:00:00.000+08:00", "mono_ms": 1, "boot": BOOT,
                    "who": self.technician, "type": "stage", "stage": "accepted"}]
        entries += more.pop("entries", [])
        body = {"visit": visit, "order": order, "order_revision": 1,
                "jobs": [{"job": "j1", "appliance": None,
                          "checklist": {"id": "conduct-12345", "version": 1, "sha256": "0" * 64}}],
                "journal": entries, "result": {},
                "manifest": [{"sha256": sha256(data), "size": len(data), "type": "image/jpeg", "role": "evidence"}
                             for data in media]}
        body.update(more.pop("body", {}))
        return self.record("visit", body, **more)

    def post(self, *lines, connection=None):
        return self.server.request("POST", "/v1/records", b"".join(line + b"\n" for line in lines),
                                   {"Content-Type": "application/x-ndjson"}, self.token, connection)

    def outcomes(self, *lines):
        answer = self.post(*lines)
        assert answer.status == 200, (answer.status, answer.body)
        return answer.json()["outcomes"]

    # --- tus ---

    def create(self, data, digest=None, body=None, length=None, headers=None):
        fields = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data) if length is None else length),
                  "Upload-Metadata": f"sha256 {b64(digest or sha256(data))},filetype {b64('image/jpeg')}"}
        if body is not None:
            fields["Content-Type"] = "application/offset+octet-stream"
        fields.update(headers or {})
        return self.server.request("POST", "/v1/media", body if body is not None else b"", fields, self.token)

    def patch(self, location, offset, data, headers=None):
        fields = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset),
                  "Content-Type": "application/offset+octet-stream"}
        fields.update(headers or {})
        return self.server.request("PATCH", location, data, fields, self.token)

    def head(self, location):
        return self.server.request("HEAD", location, None, {"Tus-Resumable": "1.0.0"}, self.token)

    def upload(self, data):
        answer = self.create(data)
        assert answer.status == 201, answer.body
        if int(answer.headers["Upload-Offset"]) == len(data):
            return answer
        return self.patch(answer.headers["Location"], 0, data)


def order(number="QX1", technician="T001", **more):
    value = {"id": number, "service": "cleaning", "state": "assigned", "technician": technician,
             "customer": {"name": "王女士", "phone": "13800138000"},
             "address": {"line": "北京市大兴区亦庄镇3号楼2单元501室", "area": "亦庄·荣华里"},
             "window": {"start": "2026-11-21T09:00:00+08:00", "end": "2026-11-21T12:00:00+08:00"},
             "appliances": [{"id": "a1", "kind": "ac-split", "brand": "Haier", "location": "主卧"}],
             "jobs": [{"id": "j1", "appliance": None, "checklist": "conduct-12345", "service": "conduct"}]}
    value.update(more)
    return value


class Case(unittest.TestCase):
    """Each test class has one server with technicians T001 and T002."""

    maxDiff = None
    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        for technician in ("T001", "T002"):
            cls.server.run("technician", "add", technician, "--name", "张师傅")
        cls.server.start(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def write(self, name, text):
        path = os.path.join(self.server.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def import_orders(self, *orders):
        return self.server.run("import", self.write(f"orders-{new_id()}.json", json.dumps(orders)))


class TapResult(unittest.TestResult):
    """One line "ok 1 - name" per case, as the count of all tests wants it."""

    def __init__(self):
        super().__init__()
        self.broken = set()

    def report(self, good, test, note=""):
        if good or test not in self.broken:
            print(f"{'ok' if good else 'not ok'} {self.testsRun} - {test.id()}{note}", flush=True)
        if not good:
            self.broken.add(test)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(test not in self.broken, test)

    def addError(self, test, error):
        super().addError(test, error)
        print(self._exc_info_to_string(error, test)[-6000:])
        self.report(False, test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        print(self._exc_info_to_string(error, test)[-6000:])
        self.report(False, test)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            print(subtest.id())
            print(self._exc_info_to_string(error, test)[-6000:])
            self.report(False, test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(True, test, f" # SKIP {reason}")


def main():
    """Runs the cases of the calling module; names on the command line choose some."""
    loader = unittest.defaultTestLoader
    module = sys.modules["__main__"]
    suite = loader.loadTestsFromNames(sys.argv[1:], module) if len(sys.argv) > 1 else loader.loadTestsFromModule(module)
    result = TapResult()
    print(f"1..{suite.countTestCases()}")
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
