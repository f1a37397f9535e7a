# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole visit by script: the store holds what was acknowledged, the records what was done."""

import json
import os
import unittest

from ctltest import ORDER, START, TabletTest


class Play(TabletTest):
    def test_example_completes_the_order(self):
        script = self.tablet.example()
        lines = self.tablet.good("play", "-", text=script).splitlines()
        self.assertEqual(len(lines), len(script.splitlines()))
        answers = [json.loads(line) for line in lines]
        self.assertTrue(all(answer["ok"] for answer in answers))
        visit = self.tablet.visit()
        self.assertEqual(visit["stage"], "finished")
        self.assertEqual(visit["seq"], answers[-1]["seq"])
        self.assertEqual(visit["done"], visit["total"])
        self.assertEqual([entry["seq"] for entry in visit["journal"]], list(range(1, visit["seq"] + 1)))
        lacks = self.tablet.json("status")["lacks"]
        self.assertEqual(lacks["visits"], 1)
        self.assertGreaterEqual(lacks["records"], 6)
        self.assertGreater(lacks["photos"], 0)
        self.assertIn("whole", self.tablet.good("check", "--full"))

    def test_export_and_backup(self):
        self.tablet.good("play", "-", text=self.tablet.example())
        folder = os.path.join(self.tablet.root, "stick")
        self.tablet.good("export", folder)
        with open(os.path.join(folder, "records.ndjson"), encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        kinds = [record["kind"] for record in records]
        self.assertEqual(kinds.count("visit"), 1)
        self.assertEqual(kinds.count("progress"), 5)
        visit = next(record for record in records if record["kind"] == "visit")
        names = sorted(os.listdir(os.path.join(folder, "media")))
        self.assertEqual(names, sorted({medium["sha256"] + ".jpg" for medium in visit["body"]["manifest"]}))
        self.assertEqual(visit["body"]["journal"], self.tablet.visit()["journal"])
        copy = os.path.join(self.tablet.root, "copy.db")
        self.tablet.good("backup", copy)
        with open(copy, "rb") as file:
            self.assertEqual(file.read(15), b"SQLite format 3")

    def test_undo_of_everything_and_redo(self):
        self.tablet.play(*START)
        self.tablet.play({"do": "note", "order": ORDER, "text": "one"}, {"do": "note", "order": ORDER, "text": "two"})
        before = self.tablet.visit()["digest"]
        answers = self.tablet.play({"do": "undo", "order": ORDER}, {"do": "undo"}, {"do": "redo"}, {"do": "redo"})
        self.assertTrue(all(answer["ok"] for answer in answers))
        self.assertEqual(self.tablet.visit()["digest"], before)

    def test_refusals_change_nothing(self):
        answers = self.tablet.play(
            {"do": "stage", "order": ORDER, "action": "start"},
            {"do": "answer", "slot": "j1/none", "value": "1"},
            {"do": "fly"},
            {"do": "finish"},
            {"do": "answer"},
            {"do": "stage", "order": "NONE", "action": "accept"},
        )
        self.assertEqual([answer["ok"] for answer in answers], [False] * 6)
        for answer in answers:
            self.assertTrue(answer["error"])
            self.assertTrue(answer["code"])
        self.tablet.bad("visit", ORDER)


class BadInput(TabletTest):
    def test_malformed_lines_do_not_stop_the_others(self):
        text = "{\n[]\n\"x\"\n{\"do\":\"stage\",\"order\":\"%s\",\"action\":\"accept\"}\n{\"do\":1}\n\x00\n" % ORDER
        done = self.tablet.run("play", "-", text=text)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([answer["ok"] for answer in answers].count(True), 1)
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("Sanitizer", done.stderr)
        self.assertEqual(self.tablet.visit()["seq"], 1)

    def test_photos_that_are_none(self):
        self.tablet.play(*START)
        files = {
            "text.jpg": b"hello, this is text",
            "empty.jpg": b"",
            "cut.jpg": bytes.fromhex("ffd8ffe000104a46494600010101"),
            "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
            # a PNG that says it is 2 000 000 000 pixels wide
            "huge.png": b"\x89PNG\r\n\x1a\n" + bytes.fromhex("0000000d4948445277359400773594000802000000") + b"\0\0\0\0",
        }
        for name, content in files.items():
            path = self.tablet.file(name, content)
            answer, = self.tablet.play({"do": "photo", "order": ORDER, "role": "evidence", "file": path})
            self.assertFalse(answer["ok"], name)
            self.assertIn(answer["code"], ("invalid", "limit"), name)
        answer, = self.tablet.play({"do": "photo", "order": ORDER, "file": "/nowhere.jpg"})
        self.assertEqual(answer["code"], "not-found")
        self.assertEqual(self.tablet.visit()["seq"], 4)

    def test_bad_files(self):
        for name, content in (("a.json", "{"), ("b.json", "[1,2]"), ("c.json", "{\"id\":\"x\"}"), ("d.json", b"\xff\xfe"),
                              ("e.json", "[" * 5000), ("f.json", "{\"format\":\"doorstep-checklist/1\",\"id\":\"x\"}")):
            self.assertIn(name, self.tablet.bad("import", self.tablet.file(name, content)))
        self.tablet.bad("import", "/nowhere.json")


class BadStore(TabletTest):
    def database(self):
        return os.path.join(self.tablet.data, "doorstep.db")

    def test_corrupt_is_set_aside(self):
        with open(self.database(), "r+b") as file:
            file.seek(30)
            file.write(b"\xa5" * 4000)
        self.tablet.good("import", os.path.join(os.environ["DOORSTEP_SOURCE"], "data", "checklists", "conduct-12345.json"))
        aside = os.path.join(self.tablet.data, "aside")
        self.assertTrue(os.listdir(aside))

    def test_of_another_program(self):
        with open(self.database(), "wb") as file:
            file.write(b"SQLite format 3\0" + b"\0" * 40)
        before = os.path.getsize(self.database())
        self.tablet.run("orders")
        self.assertTrue(os.path.exists(self.database()) or os.listdir(os.path.join(self.tablet.data, "aside")))
        self.assertEqual(before, 56)

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_read_only_folder(self):
        os.chmod(self.tablet.data, 0o500)
        self.tablet.bad("import", os.path.join(os.environ["DOORSTEP_SOURCE"], "data", "demo", "orders.json"))


class NoStore(TabletTest):
    fill = False

    def test_looking_makes_nothing(self):
        self.tablet.bad("orders")
        self.assertFalse(os.path.exists(self.tablet.data))

    def test_folder_is_a_file(self):
        self.tablet.file("data", "x")
        self.tablet.bad("import", os.path.join(os.environ["DOORSTEP_SOURCE"], "data", "demo", "orders.json"))


if __name__ == "__main__":
    unittest.main()
