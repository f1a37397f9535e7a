# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders and content from files, and visits sent back."""

import json
import os
import re

import hqtest
from hqtest import BOOT, Case, Tablet, new_id, order, sha256

HEADING = ("id,technician,service,customer_name,phone,address,area,window_start,window_end,promise_due,appliance_kind,brand,"
           "model,serial,purchased,location,checklists,request")
ROW = ("{id},T001,cleaning,王女士,138,北京市大兴区1号,亦庄,2026-11-21 09:00,2026-11-21 12:00,,ac-split,Haier,KFR-35GW,"
       "S1,2019-05-01,主卧,ac-split-cleaning;conduct-12345,清洗")


class Import(Case):
    def feed(self, name, text, *options, good=False):
        done = self.server.run("import", *options, self.write(name, text), check=False)
        self.assertEqual(done.returncode, 0 if good else 1, done.stderr)
        return done

    def orders(self):
        return self.server.run("list", "orders").stdout

    def stored(self, number):
        changes = Tablet(self.server).get("/v1/changes?limit=1000").json()["changes"]
        return [c["value"] for c in changes if c["id"] == number][0]

    def test_csv(self):
        rows = [ROW.format(id="V1"), ROW.format(id="V1").replace("主卧", "次卧").replace("S1", '"S""2, x"'),
                ROW.format(id="V2").replace("ac-split,Haier,KFR-35GW,S1,2019-05-01,主卧,ac-split-cleaning;",
                                            ",,,,,,inspection-household-electrical;")]
        text = "\ufeff" + "\r\n".join([HEADING, *rows, ""])
        self.assertIn("2 orders: 2 new", self.feed("a.csv", text, good=True).stdout)
        one, two = self.stored("V1"), self.stored("V2")
        self.assertEqual([(a["id"], a["location"], a["serial"]) for a in one["appliances"]],
                         [("a1", "主卧", "S1"), ("a2", "次卧", 'S"2, x')])
        self.assertEqual([(j["appliance"], j["checklist"], j["service"]) for j in one["jobs"]],
                         [("a1", "ac-split-cleaning", "cleaning"), (None, "conduct-12345", "conduct"),
                          ("a2", "ac-split-cleaning", "cleaning")])
        self.assertEqual([j["appliance"] for j in two["jobs"]], [None, None])
        self.assertIn("2026-11-21T09:00:00", one["window"]["start"])
        self.assertIn("0 new or changed, 2 unchanged", self.feed("a.csv", text, good=True).stdout)
        changed = text.replace("清洗", "清洗两台")
        self.assertIn("2 new or changed", self.feed("a.csv", changed, good=True).stdout)
        self.assertEqual(self.stored("V1")["revision"], 2)

    def test_the_example_file(self):
        path = os.path.join(hqtest.SOURCE, "data", "demo", "orders-example.csv")
        with open(path, encoding="utf-8") as file:
            self.feed("example.csv", file.read(), good=True)

    def test_csv_errors_are_told_with_their_line(self):
        good = ROW.format(id="E1")
        cases = [
            ([HEADING.replace("service", "servise"), good], ["line 1", "servise", "service"]),
            ([HEADING.replace(",service", ""), good], ["line 1", '"service" is missing']),
            ([HEADING], ["no row"]),
            ([HEADING, good, good.replace("E1", "E2").replace("T001,", ",")], ["line 3", "technician is empty"]),
            ([HEADING, good.replace("2026-11-21 09:00", "21.11.2026")], ["line 2", "window_start", "21.11.2026"]),
            ([HEADING, good, good.replace("王女士", "李女士")], ["line 3", "customer_name", "line 2"]),
            ([HEADING, good.replace(",ac-split,", ",airship,")], ["line 2", "airship"]),
            ([HEADING, good.replace("cleaning,王", "washing,王")], ["line 2", "washing"]),
            ([HEADING, good.replace("2019-05-01", "2019")], ["line 2", "purchased"]),
            ([HEADING, good + ",more"], ["line 2", "19 values for 18"]),
            ([HEADING, good.replace("清洗", '"清洗')], ["Line 2", "double quote"]),
            ([HEADING, good.replace("清洗", '"清"洗')], ["Line 2", "double quote"]),
            ([HEADING, good.replace("S1", "S\u00071")], ["line 2"]),
            ([HEADING, good.replace("12:00", "08:00", 1)], ["line 2"]),
        ]
        for lines, words in cases:
            with self.subTest(words=words):
                done = self.feed("bad.csv", "\n".join(lines) + "\n")
                for word in words:
                    self.assertIn(word, done.stderr)
                self.assertIn("Nothing was imported", done.stderr)
        done = self.feed("gbk.csv", "\n".join([HEADING, good]).encode("gbk"))
        self.assertIn("UTF-8", done.stderr)
        self.assertNotIn("E1", self.orders())

    def test_all_bad_rows_are_named(self):
        rows = [ROW.format(id=f"N{i}") for i in range(6)]
        rows[1] = rows[1].replace("2026-11-21 09:00", "soon")
        rows[4] = rows[4].replace("北京市大兴区1号", "")
        done = self.feed("many.csv", "\n".join([HEADING, *rows]))
        self.assertIn("line 3", done.stderr)
        self.assertIn("line 6", done.stderr)
        self.assertNotIn("N0", self.orders())

    def test_json_errors(self):
        good = order("J1")
        cases = [({**good, "technicain": "T001"}, "technicain"), ({**good, "window": {"start": "x", "end": "y"}}, "window"),
                 ({**good, "id": "a b"}, "id"), ({**good, "service": "dance"}, "dance"), ([good, good], "twice"),
                 ({**good, "technician": "T999"}, "no technician T999"), ({**good, "jobs": [{"id": "j1"}]}, "jobs[0]"),
                 ({**good, "appliances": "none"}, "appliances"), ([], None), ("text", "expected"),
                 ({**good, "demo_window": {"day": 0, "start": "09:00", "end": "10:00"}}, "demo_window")]
        for value, word in cases:
            with self.subTest(word=word):
                done = self.feed("bad.json", json.dumps(value), good=word is None)
                if word is not None:
                    self.assertIn(word, done.stderr)
        for text in ("", "{", "[" * 5000, '{"id":1,"id":1}', "\x00", "null"):
            self.feed("bad.json", text)
        self.assertNotIn("J1", self.orders())

    def test_nothing_is_half_imported(self):
        self.feed("half.json", json.dumps([order("H1"), order("H2", "T999")]))
        self.assertNotIn("H1", self.orders())

    def test_revisions(self):
        self.feed("r.json", json.dumps(order("K1", revision=3)), good=True)
        self.feed("r.json", json.dumps(order("K1", revision=3)), good=True)
        done = self.feed("r.json", json.dumps(order("K1", revision=3, request="other")))
        self.assertIn("revision 4", done.stderr)
        self.feed("r.json", json.dumps(order("K1", revision=2)))
        self.feed("r.json", json.dumps(order("K1", request="other")), good=True)
        self.assertEqual(self.stored("K1")["revision"], 4)

    def test_demo_times_are_todays(self):
        value = order("D1", last_visit={"demo_at": {"day": -30, "time": "10:20"}, "values": []},
                      demo_promise={"day": 1, "time": "18:00", "kind": "arrival", "note": "约定"})
        del value["window"]
        value["demo_window"] = {"day": 0, "start": "09:00", "end": "11:30"}
        clock = ("--clock", "2026-11-21T15:00:00+08:00")
        self.feed("d.json", json.dumps([value]), "--demo-times", *clock, good=True)
        stored = self.stored("D1")
        self.assertTrue(stored["window"]["start"].startswith("2026-11-21T09:00:00"))
        self.assertTrue(stored["window"]["end"].endswith("+08:00"))
        self.assertTrue(stored["promise"]["due"].startswith("2026-11-22T18:00:00"))
        self.assertEqual(stored["promise"]["note"], "约定")
        self.assertTrue(stored["last_visit"]["at"].startswith("2026-10-22T10:20:00"))
        value["demo_window"]["start"] = "9 o'clock"
        self.feed("d.json", json.dumps([value]), "--demo-times", *clock)

    def test_the_demo_orders(self):
        self.server.run("technician", "add", "T003", "--name", "李师傅")
        path = os.path.join(hqtest.SOURCE, "data", "demo", "orders.json")
        done = self.server.run("import", "--demo-times", path)
        self.assertIn("12 orders", done.stdout)

    def test_unreadable(self):
        done = self.server.run("import", "/nowhere/orders.json", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.server.run("import", check=False).returncode, 2)


class Publish(Case):
    def test_errors(self):
        with open(os.path.join(hqtest.SOURCE, "data", "checklists", "conduct-12345.json"), encoding="utf-8") as file:
            checklist = json.load(file)
        good = self.write("good.json", json.dumps({**checklist, "id": "good-one"}))
        checklist["sections"][0]["steps"][0]["answer"] = {"type": "guess"}
        for text, words in ((json.dumps(checklist), "sections[0].steps[0].answer"), ("{}", "format"), ("", ""),
                            ('{"format":"doorstep-order/1"}', "no checklist")):
            done = self.server.run("publish", good, self.write("bad.json", text), check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(words, done.stderr)
            self.assertIn("Nothing was published", done.stderr)
        self.assertNotIn("good-one", self.server.run("list", "content").stdout)

    def test_all_of_ours(self):
        folder = os.path.join(hqtest.SOURCE, "data")
        files = [os.path.join(folder, kind, name) for kind in ("checklists", "guides")
                 for name in os.listdir(os.path.join(folder, kind)) if name.endswith(".json")]
        self.assertIn(f"{len(files)} published", self.server.run("publish", *files).stdout)


class Return(Case):
    def entry(self, kind, **fields):
        return {"seq": 1, "id": new_id(), "at": "2026-11-21T09:00:00.000+08:00", "mono_ms": 1, "boot": BOOT, "who": "T001",
                "type": kind, **fields}

    def visit(self, tablet, number):
        thing = new_id()
        first = self.entry("answer", job="j1", step="E05", value="228.1")
        second = self.entry("answer", job="j1", step="E05", value="231.0")
        third = self.entry("answer", job="j1", step="E05", value="999")
        entries = [first, second, third, self.entry("undo", entry=third["id"]),
                   self.entry("thing", job="j2", section="sockets", thing=thing, op="add", name="客厅"),
                   self.entry("answer", job="j2", step="S1", thing=thing, value="yes")]
        for seq, entry in enumerate(entries, 2):
            entry["seq"] = seq
        line = tablet.visit(number, entries=entries, body={"jobs": [
            {"job": job, "appliance": appliance, "checklist": {"id": checklist, "version": 1, "sha256": "0" * 64}}
            for job, appliance, checklist in (("j1", "a1", "x-one"), ("j2", None, "x-two"), ("j3", None, "x-three"))]})
        outcome = tablet.outcomes(line)[0]
        self.assertEqual(outcome["outcome"], "stored", outcome)
        return json.loads(line), thing

    def test_a_visit_comes_back(self):
        tablet = Tablet(self.server)
        jobs = [{"id": job, "appliance": appliance, "checklist": checklist, "service": "cleaning"}
                for job, appliance, checklist in (("j1", "a1", "x-one"), ("j2", None, "x-two"), ("j3", None, "x-three"))]
        self.import_orders(order("B1", jobs=jobs))
        record, thing = self.visit(tablet, "B1")
        visit = record["body"]["visit"]
        done = self.server.run("return", visit, "--step", "j1/E05", "--comment", "量错了地方", "--step", "j2/S1/客厅",
                               "--comment", "补照片", "--reason", "复核不一致", "--window", "2026-11-22 09:00/2026-11-22 11:00")
        self.assertIn("returned as order B1-R1", done.stdout)
        orders = {c["id"]: c["value"] for c in tablet.get("/v1/changes").json()["changes"] if c["kind"] == "order"}
        value = orders["B1-R1"]
        self.assertEqual([j["id"] for j in value["jobs"]], ["j1", "j2"])
        self.assertEqual(value["return_of"]["visit"], visit)
        self.assertEqual(value["return_of"]["reason"], "复核不一致")
        self.assertEqual(value["return_of"]["steps"], [
            {"job": "j1", "step": "E05", "comment": "量错了地方", "old": "231.0"},
            {"job": "j2", "step": "S1", "thing": thing, "thing_name": "客厅", "comment": "补照片", "old": "yes"}])
        self.assertEqual(value["customer"]["name"], "王女士")
        again = self.server.run("return", record["id"], "--step", "j1/E05", "--comment", "x")
        self.assertIn("B1-R2", again.stdout)
        for steps, words in ((["j9/E05"], "no job"), (["E05"], "JOB/STEP"), (["j2/S1/厨房"], "no thing"),
                             (["j2/S1"], "repeated"), (["j1/E05", "j1/E06", "j1/E07"], "one --comment")):
            line = [part for step in steps for part in ("--step", step)]
            done = self.server.run("return", visit, *line, "--comment", "x", "--comment", "y", check=False)
            if len(steps) == 1:
                done = self.server.run("return", visit, *line, "--comment", "x", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(words, done.stderr)
        self.assertEqual(self.server.run("return", new_id(), "--step", "a/b", "--comment", "x", check=False).returncode, 1)


class WithoutServer(Case):
    """Each command works the same whether a server runs or not."""

    def test_commands(self):
        tablet = Tablet(self.server)
        line = tablet.record()
        tablet.outcomes(line)
        running = self.server.run("status", "--json").stdout
        self.server.stop()
        value, stopped = json.loads(running), json.loads(self.server.run("status", "--json").stdout)
        self.assertEqual((value.pop("serving"), stopped.pop("serving")), (True, False))
        self.assertEqual(value, stopped)
        self.import_orders(order("W1"))
        self.assertEqual(self.server.run("export", binary=True).stdout, line + b"\n")
        backup = os.path.join(self.server.folder, "copy.db")
        self.server.run("backup", backup)
        self.assertTrue(json.loads(self.server.run("verify", "--json").stdout)["ok"])
        self.server.start()
        self.server.run("backup", backup)
        with open(backup, "rb") as file:
            self.assertIn(line, file.read())
        self.assertIn("W1", self.server.run("list", "orders").stdout)

    def test_only_one_server(self):
        done = self.server.run("serve", "--listen", "127.0.0.1:0", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(self.server.process.pid), done.stderr)

    def test_init_twice(self):
        with open(os.path.join(self.server.data, "sealing.key"), "rb") as file:
            key = file.read()
        self.assertEqual(self.server.run("init", check=False).returncode, 1)
        with open(os.path.join(self.server.data, "sealing.key"), "rb") as file:
            self.assertEqual(file.read(), key)

    def test_plain_http_stays_on_loopback(self):
        other = hqtest.Server()
        try:
            done = other.run("serve", "--listen", "0.0.0.0:0", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("TLS", done.stderr)
        finally:
            other.close()

    def test_help(self):
        for command in ("init", "serve", "technician", "enrol-code", "revoke", "import", "publish", "assign", "cancel", "return",
                        "opinion", "export", "list", "status", "verify", "backup"):
            done = self.server.run(command, "--help")
            self.assertTrue(re.search("Usage:.*doorstep-hq", done.stdout, re.S), done.stdout)
            self.assertEqual(self.server.run(command, "--nonsense", check=False).returncode, 2)


if __name__ == "__main__":
    hqtest.main()
