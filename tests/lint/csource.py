# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads C as far as the lint needs: code without comments and strings, functions with their sizes."""

import dataclasses
import re

CONTROL = {"if", "for", "while", "switch", "g_autolist_foreach", "json_array_foreach", "json_object_foreach"}
# GIO's way to ask for an answer later is one thing in two or three parameters.
ASYNC_TAIL = re.compile(r"(GCancellable\s*\*\s*\w+,\s*)?GAsyncReadyCallback\s+\w+,\s*gpointer\s+\w+\s*$")
BLANKED = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|/\*.*?\*/|//[^\n]*', re.DOTALL)


@dataclasses.dataclass
class Function:
    name: str
    line: int
    length: int = 0
    nesting: int = 0
    parameters: int = 0
    static: bool = False


def blank_out(match):
    """Replaces a comment by spaces and a string's inside by spaces, so that lines and columns stay."""
    text = match[0]
    blanks = re.sub(r"[^\n]", " ", text)
    if text[0] in "\"'":
        return text[0] + blanks[1:-1] + text[0]
    return blanks


class CSource:
    def __init__(self, text):
        self.lines = text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        self.with_preprocessor = BLANKED.sub(blank_out, text)
        self.code = re.sub(r"^[ \t]*#(?!\s*pragma once)(?:[^\n]*\\\n)*[^\n]*",
                           lambda m: re.sub(r"[^\n]", " ", m[0]), self.with_preprocessor, flags=re.MULTILINE)
        self.code_lines = self.with_preprocessor.split("\n")
        self.functions = []
        self.find_functions()

    def line_of(self, position):
        return self.code.count("\n", 0, position) + 1

    def find_functions(self):
        """Walks the braces. A brace after a parenthesis is a function at the top, a block or a literal below."""
        stack = []
        for match in re.finditer(r"[{}]", self.code):
            position = match.start()
            if match[0] == "}":
                if stack:
                    self.close_brace(stack, position)
                continue
            stack.append(self.open_brace(stack, position))

    def open_brace(self, stack, position):
        before = self.code[:position].rstrip()
        function = stack[-1][1] if stack else None
        if function is None:
            if not stack and before.endswith(")"):
                return ("function", self.start_function(before), position, 0)
            return ("other", None, position, 0)
        depth = stack[-1][3]
        if is_block(before):
            depth += 1
            function.nesting = max(function.nesting, depth)
        return ("block", function, position, depth)

    def close_brace(self, stack, position):
        kind, function, start, _depth = stack.pop()
        if kind == "function" and function is not None:
            # Lines between the braces.
            function.length = max(self.line_of(position) - self.line_of(start) - 1, 0)
            self.functions.append(function)

    def start_function(self, before):
        opening = find_opening(before)
        if opening is None:
            return None
        match = re.search(r"([A-Za-z_]\w*)\s*$", before[:opening])
        if match is None:
            return None
        head = before[:match.start()]
        head = head[max(head.rfind(";"), head.rfind("}")) + 1:]
        function = Function(match[1], self.line_of(match.start()))
        function.static = re.search(r"\bstatic\b", head) is not None
        parameters = before[opening + 1: -1]
        function.parameters = count_parameters(parameters)
        tail = ASYNC_TAIL.search(parameters)
        if tail is not None:
            function.parameters -= 2 if tail[1] else 1
        return function

    def list_undocumented(self):
        """Yields (line, name, parameters) of each function declared in a header's paragraph that has no comment."""
        start = 0
        while start < len(self.lines):
            if not self.lines[start].strip():
                start += 1
                continue
            end = start
            while end < len(self.lines) and (self.lines[end].strip() or self.in_comment(end)):
                end += 1
            yield from self.check_paragraph(start, end)
            start = end

    def in_comment(self, index):
        text = "\n".join(self.lines[: index + 1])
        return text.rfind("/*") > text.rfind("*/")

    def check_paragraph(self, start, end):
        raw = self.lines[start:end]
        commented = any("/*" in line for line in raw)
        code = "\n".join(self.code.split("\n")[start:end])
        if commented:
            return
        for match in re.finditer(r"\b(ds_\w+)\s*\(([^;{}]*)\)[^;{}]*;", code):
            yield start + code.count("\n", 0, match.start()) + 1, match[1], count_parameters(match[2])


def find_opening(text):
    """Returns the place of the parenthesis that the last character closes."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] == ")":
            depth += 1
        elif text[index] == "(":
            depth -= 1
            if depth == 0:
                return index
    return None


def is_block(before):
    if before.endswith(")"):
        opening = find_opening(before)
        word = re.search(r"([A-Za-z_]\w*)\s*$", before[:opening]) if opening is not None else None
        return word is not None and (word[1] in CONTROL or word[1].endswith("foreach"))
    return re.search(r"(?:\belse|\bdo|[;{}:])$", before) is not None


def count_parameters(text):
    if text.strip() in ("", "void"):
        return 0
    depth, count = 0, 1
    for character in text:
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            count += 1
    return count
