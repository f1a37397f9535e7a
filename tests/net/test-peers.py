#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our uploader against a tus server nobody here wrote: test-peers.py PUSH-TUS PEERS-FOLDER.

The peer needs node, npm and its packages; without them this test is skipped and says so."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

SKIP = 77
PACKAGES = ["@tus/file-store", "@tus/server"]


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIP)


def install_peer(peers, folder):
    with open(os.path.join(peers, "package.json"), encoding="utf-8") as file:
        versions = json.load(file)["dependencies"]
    package = {"name": "peers", "private": True, "dependencies": {name: versions[name] for name in PACKAGES}}
    with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
        json.dump(package, file)
    shutil.copy(os.path.join(peers, "tus-server.mjs"), folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--fetch-retries=0", "--fetch-timeout=20000"]
    try:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    except subprocess.TimeoutExpired:
        skip("npm did not bring the peer's packages within two minutes")
    if done.returncode != 0:
        skip("npm cannot bring the peer's packages (no registry within reach?)")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def digests_in(folder):
    found = set()
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            found.add(hashlib.sha256(file.read()).hexdigest())
    return found


def push(program, port, count, size, uploads):
    done = subprocess.run([program, "http://127.0.0.1:%d" % port, str(count), str(size)], stdout=subprocess.PIPE,
                          timeout=120, text=True)
    report = json.loads(done.stdout)
    print("%d files of %d bytes: %s" % (count, size, {k: v for k, v in report.items() if k != "digests"}))
    assert done.returncode == 0, report
    assert len(report["digests"]) == count, report
    missing = set(report["digests"]) - digests_in(uploads)
    assert not missing, "the peer does not have %s" % missing


def main():
    program, peers = sys.argv[1:3]
    if not os.path.isfile(os.path.join(peers, "tus-server.mjs")):
        skip("the peers are not here")
    if shutil.which("node") is None or shutil.which("npm") is None:
        skip("node and npm are not installed")
    with tempfile.TemporaryDirectory() as folder:
        install_peer(peers, folder)
        port = free_port()
        uploads = os.path.join(folder, "uploads")
        server = subprocess.Popen(["node", "tus-server.mjs", uploads, str(port)], cwd=folder, stdout=subprocess.PIPE,
                                  text=True)
        try:
            assert server.stdout.readline().strip() == "up"
            for count, size in [(3, 1), (5, 300000), (3, 2000000), (1, 20000000)]:
                push(program, port, count, size, uploads)
        finally:
            server.terminate()
            server.wait()


main()
