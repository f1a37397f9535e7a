# SPDX-License-Identifier: GPL-3.0-or-later
"""A tus client that nobody here wrote (tus-js-client) uploads to our server."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

import hqtest
from hqtest import Case, Tablet

SKIPPED = 77
CLIENT = """
import * as tus from 'tus-js-client';
import crypto from 'node:crypto';
const [endpoint, count, bytes, token, chunk] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  const body = crypto.randomBytes(Number(bytes));
  const sha256 = crypto.createHash('sha256').update(body).digest('hex');
  await new Promise((onSuccess, onError) => new tus.Upload(body, { endpoint, onSuccess, onError,
    headers: { Authorization: `Bearer ${token}` }, metadata: { sha256, filetype: 'image/jpeg' },
    ...(chunk ? { chunkSize: Number(chunk) } : {}), uploadDataDuringCreation: i % 2 === 1 }).start());
}
"""


def prepare(folder):
    """Puts the client with tus-js-client into @folder; says why not, if not."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not installed"
    with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
        json.dump({"name": "peer", "private": True, "type": "module"}, file)
    with open(os.path.join(folder, "push.mjs"), "w", encoding="utf-8") as file:
        file.write(CLIENT)
    try:
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "tus-js-client@4.3.1"], cwd=folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=90, check=False)
    except subprocess.TimeoutExpired:
        return "the npm registry does not answer"
    return None if done.returncode == 0 else "the npm registry is not reachable"


class Peer(Case):
    folder = None

    def push(self, tablet, count, size, *chunk):
        done = subprocess.run(["node", "push.mjs", f"http://127.0.0.1:{self.server.port}/v1/media", str(count), str(size),
                               tablet.token, *chunk], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_uploads(self):
        tablet = Tablet(self.server)
        self.push(tablet, 6, 300_000)
        self.push(tablet, 4, 300_000, "65536")
        status = json.loads(self.server.run("status", "--json").stdout)
        self.assertEqual((status["media_files"], status["media_bytes"], status["uploads"]), (10, 3_000_000, 0))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="doorstep-peer-") as place:
        reason = prepare(place)
        if reason is not None:
            print("skipped:", reason)
            sys.exit(SKIPPED)
        Peer.folder = place
        hqtest.main()
