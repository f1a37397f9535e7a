# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares an answer of the running server with data/api/openapi.yaml."""

import json
import os
import re

import jsonschema
import yaml

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class Api:
    def __init__(self):
        with open(os.path.join(SOURCE, "data", "api", "openapi.yaml"), encoding="utf-8") as file:
            self.document = yaml.safe_load(file)
        self.seen = set()

    def resolve(self, value):
        while "$ref" in value:
            place = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            value = place
        return value

    def validator(self, schema):
        """The schema with the document's components at hand."""
        whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": self.document["components"],
                 "allOf": [schema]}
        return jsonschema.Draft202012Validator(whole)

    def find_path(self, path):
        path = path.split("?")[0]
        for template, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[0-9a-f-]{36}", template), path):
                return template, item
        return None, None

    def check(self, method, path, answer):
        """Raises when the answer is not one the document allows."""
        template, item = self.find_path(path)
        if item is None or method.lower() not in item:
            assert answer.status in (404, 405), f"{method} {path}: {answer.status} is not documented"
            self.check_problem(answer)
            return
        responses = item[method.lower()]["responses"]
        assert str(answer.status) in responses, f"{method} {template}: {answer.status} is not documented: {answer.body}"
        self.seen.add((method, template, answer.status))
        response = self.resolve(responses[str(answer.status)])
        self.check_headers(method, template, response, answer)
        content = response.get("content")
        if method == "HEAD" or not content:
            assert answer.body == b"", f"{method} {template}: content where none is documented"
            return
        kind = answer.headers["Content-Type"]
        assert kind in content, f"{method} {template}: {kind} is not documented"
        self.validator(content[kind]["schema"]).validate(json.loads(answer.body))

    def check_headers(self, method, template, response, answer):
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            value = answer.headers.get(name)
            assert value is not None or not header.get("required"), f"{method} {template} {answer.status}: no {name}"
            if value is not None:
                self.validator(header["schema"]).validate(value)

    def check_problem(self, answer):
        assert answer.headers["Content-Type"] == "application/problem+json"
        self.validator({"$ref": "#/components/schemas/Problem"}).validate(json.loads(answer.body))
