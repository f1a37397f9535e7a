#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-schema.py MODEL_READ SOURCE: the JSON Schemas and the readers in C say the same.

Over the shipped content, the saved inputs of the fuzz targets and thousands of documents made from them by changing
one thing (from a printed seed): what the reader accepts the schema accepts, and what only the reader refuses it
refuses for a rule that a schema cannot express.
"""

import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import jsonschema

READER = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(sys.argv[2])
SEED = int(os.environ.get("DS_TEST_SEED", "20261121"))
CHANGES = int(os.environ.get("DS_TEST_RUNS", "120"))

# Words of rules beyond a schema: references between parts, circles, order of numbers, days and numbers that do not exist.
BEYOND = ("there is no step", "there is no basis", "repeated section", "circle", "is already", "the pair", "never the answer",
          "no option of", "only yes-no and choice", "one answer only", "several answers", "no limits", "with itself",
          "must be alike", "no number to reckon", "within these bounds", "more than “max”", "there are only",
          "say how bad", "not a regular expression", "more than 0", "there is no appliance", "there is no job",
          "window ends before", "numbered 1, 2, 3", "is not a day", "is not a time", "more than 64 parts",
          "at most 2000 are allowed in one", "control character", "deeper than", "points", "not a UUID")


def load(kind):
    schema = json.loads((SOURCE / f"data/schema/doorstep-{kind}-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read_folder(folder, choose):
    for path in sorted((SOURCE / folder).iterdir()):
        try:
            value = json.loads(path.read_text())
        except (ValueError, UnicodeDecodeError):
            continue
        if isinstance(value, dict) and choose(path.name):
            yield value


def list_places(value, path=()):
    """Yields the way to every object and list member."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        yield path + (key,)
        yield from list_places(member, path + (key,))


def change_one(value, rng):
    """A copy in which one member is gone, doubled, misnamed or of another kind."""
    changed = copy.deepcopy(value)
    place = rng.choice(list(list_places(changed)))
    parent = changed
    for key in place[:-1]:
        parent = parent[key]
    key = place[-1]
    act = rng.randrange(8)
    others = [None, True, 0, -1, 7, 2 ** 31, "", " ", "x", "0.50", "05", "1e3", [], {}, ["x"], {"en": "a", "zh_CN": "b"},
              "a b", "x" * 65, "x" * 2001, "2026-11-21", "yes", {"x": 1}]
    if act == 0 and isinstance(parent, dict):
        del parent[key]
    elif act == 1 and isinstance(parent, dict):
        parent["unknown"] = 1
    elif act == 2 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
    elif act == 3 and isinstance(parent[key], str):
        parent[key] = parent[key] + rng.choice(["!", "0", " ", "é", "界"])
    elif act == 4 and isinstance(parent, list):
        del parent[key]
    else:
        parent[key] = copy.deepcopy(rng.choice(others))
    return changed


def run_reader(kind, documents):
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
        file.flush()
        done = subprocess.run([READER, kind, file.name], capture_output=True, text=True, check=True)
    answers = done.stdout.splitlines()
    assert len(answers) == len(documents), (len(answers), len(documents))
    return answers


class SchemaTest(unittest.TestCase):
    def compare(self, kind, documents, least_accepted):
        validator = load(kind)
        rng = random.Random(SEED)
        print(f"seed {SEED}")
        valid = [d for d in documents if validator.is_valid(d)]
        self.assertGreaterEqual(len(valid), least_accepted)
        cases = list(documents) + [change_one(rng.choice(valid), rng) for _ in range(CHANGES)]
        agreed = {True: 0, False: 0}
        for case, answer in zip(cases, run_reader(kind, cases)):
            by_schema = validator.is_valid(case)
            by_reader = answer == "ok"
            if by_reader != by_schema:
                self.assertTrue(by_schema, f"only the reader accepts: {json.dumps(case, ensure_ascii=False)[:3000]}")
                self.assertTrue(any(words in answer for words in BEYOND), f"only the reader refuses: {answer}")
            agreed[by_reader] += 1
        # Both verdicts must occur, else nothing was compared.
        self.assertGreater(agreed[True], 5)
        self.assertGreater(agreed[False], 20)

    def test_shipped_checklists(self):
        documents = list(read_folder("data/checklists", lambda name: name.endswith(".json")))
        self.assertTrue(documents)
        validator = load("checklist")
        for document, answer in zip(documents, run_reader("checklist", documents)):
            self.assertEqual(answer, "ok")
            validator.validate(document)

    def test_checklist(self):
        self.compare("checklist", list(read_folder("tests/fuzz/checklist-corpus", lambda name: name != "guide.json")), 1)

    def test_guide(self):
        documents = list(read_folder("data/guides", lambda name: name.endswith(".json")))
        self.compare("guide", documents, 1)

    def test_order(self):
        self.compare("order", list(read_folder("tests/fuzz/order-corpus", lambda name: True)), 2)

    def test_entry(self):
        self.compare("entry", list(read_folder("tests/fuzz/record-corpus", lambda name: name.startswith("entry"))), 20)

    def test_record(self):
        self.compare("record", list(read_folder("tests/fuzz/record-corpus", lambda name: name.startswith("record"))), 4)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
