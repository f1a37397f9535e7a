# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS by certificate and key."""

import http.client
import os
import shutil
import ssl
import subprocess
import unittest

import hqtest
from hqtest import Case, Server


@unittest.skipIf(shutil.which("openssl") is None, "openssl is not installed")
class Tls(Case):
    def setUp(self):
        self.certificate = os.path.join(self.server.folder, "cert.pem")
        self.key = os.path.join(self.server.folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                        self.key, "-out", self.certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)

    def test_a_request(self):
        self.server.stop()
        self.server.start("--tls-certificate", self.certificate, "--tls-key", self.key)
        context = ssl.create_default_context(cafile=self.certificate)
        connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, timeout=30, context=context)
        connection.request("GET", "/v1/ping")
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        self.assertIn("Doorstep-HQ", response.headers)
        response.read()
        connection.close()

    def test_halves_are_refused(self):
        for arguments in (["--tls-key", self.key], ["--tls-certificate", self.certificate],
                          ["--tls-certificate", self.key, "--tls-key", self.certificate],
                          ["--tls-certificate", "/nowhere", "--tls-key", self.key]):
            other = Server()
            try:
                done = other.run("serve", "--listen", "127.0.0.1:0", *arguments, check=False)
                self.assertEqual(done.returncode, 1, arguments)
            finally:
                other.close()


if __name__ == "__main__":
    hqtest.main()
