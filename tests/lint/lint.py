#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py ROOT: checks the house rules that a program can check; prints FILE:LINE: [rule] what is wrong.

A line may be excused by a comment on it or right before it that names the rule and says why:
    /* lint-allow(parameters): the signature is libmicrohttpd's */
"""

import pathlib
import re
import sys

import csource
import translatable

LAYERS = {
    "base": (),
    "model": ("base",),
    "vault": ("base",),
    "db": ("base",),
    "store": ("model", "vault", "db", "base"),
    "net": ("base",),
    "sync": ("store", "net", "model", "vault", "db", "base"),
    "paper": ("model", "base"),
    "app": ("sync", "store", "paper", "net", "model", "vault", "db", "base"),
    "gui": ("app", "sync", "store", "paper", "net", "model", "vault", "db", "base"),
    "ctl": ("app", "sync", "store", "paper", "net", "model", "vault", "db", "base"),
    "hq": ("model", "vault", "db", "base"),
}
# A foreign header and the only folders that may include it.
FOREIGN = (
    (re.compile(r"^(gtk|gdk|gsk)/|^adwaita\.h$"), ("gui",)),
    (re.compile(r"^gdk-pixbuf/"), ("gui", "paper", "app", "ctl")),
    (re.compile(r"^libsoup/"), ("net",)),
    (re.compile(r"^microhttpd\.h$"), ("hq",)),
    (re.compile(r"^sodium"), ("vault", "hq")),
    (re.compile(r"^sqlite3\.h$"), ("db",)),
    (re.compile(r"^json-glib/"), ()),
    (re.compile(r"^(cairo|pango/|pango\.h)"), ("paper", "gui")),
)
MAX_FILE, MAX_FUNCTION, MAX_NESTING, MAX_PARAMETERS = 800, 70, 4, 6

BANNED = {
    "strcpy": "use g_strlcpy() or g_strdup()",
    "strcat": "use GString",
    "sprintf": "use g_snprintf() or g_strdup_printf()",
    "vsprintf": "use g_vsnprintf()",
    "gets": "read with a limit",
    "system": "use GSubprocess",
    "popen": "use GSubprocess",
    "sleep": "wait for the event, not for time",
    "usleep": "wait for the event, not for time",
    "g_usleep": "wait for the event, not for time",
    "nanosleep": "wait for the event, not for time",
    "atoi": "use g_ascii_string_to_signed()",
    "atol": "use g_ascii_string_to_signed()",
    "atof": "use ds_decimal_parse()",
    "strtod": "use ds_decimal_parse()",
    "g_strtod": "use ds_decimal_parse()",
    "g_ascii_strtod": "use ds_decimal_parse()",
    "g_main_context_invoke": "it may run on the caller's thread; attach an idle source",
    "g_main_context_invoke_full": "it may run on the caller's thread; attach an idle source",
    "gtk_dialog_run": "dialogs are asynchronous",
    "g_object_set_data": "pass arguments in a struct",
    "g_object_set_data_full": "pass arguments in a struct",
}
PRINTING = ("printf", "puts", "putchar", "vprintf", "g_print", "g_printerr", "fprintf")
LOUD = ("g_message", "g_warning", "g_critical", "g_info")
QUIET_FOLDERS = ("base", "model", "vault", "db", "store", "net", "sync", "paper")
PRINTING_FOLDERS = ("ctl", "hq")
EXACT_FOLDERS = ("base", "model")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|\bfor no" r"w\b")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
SPDX_SUFFIXES = (".c", ".h", ".py", ".sh", ".ui", ".css", ".sql", ".in", ".svg", ".js", ".mjs")
SELF_EXPLAINING = re.compile(r"_(ref|unref|free|clear|quark|get_type|new|finish)$")
TEXT_SUFFIXES = SPDX_SUFFIXES + (".build", ".md", ".json", ".yaml", ".xml", ".txt", ".po")
SOURCE_FOLDERS = ("src", "tests", "ui", "data", "po", "flatpak", ".ci")


class Lint:
    def __init__(self, root):
        self.root = root
        self.problems = []
        self.headers = {}
        for header in (root / "src").rglob("*.h"):
            self.headers[header.name] = header.relative_to(root / "src").parts[0]

    def report(self, path, line, rule, message, lines=None):
        if lines is not None and is_allowed(lines, line, rule):
            return
        self.problems.append((path.relative_to(self.root).as_posix(), line, rule, message))

    def run(self):
        for path in self.list_files():
            text = path.read_text(encoding="utf-8", errors="replace")
            self.check_text(path, text)
            if path.suffix in (".c", ".h"):
                self.check_c(path, text)
        self.check_potfiles()
        return sorted(self.problems)

    def list_files(self):
        for folder in SOURCE_FOLDERS:
            for path in sorted((self.root / folder).rglob("*")):
                name = path.relative_to(self.root).as_posix()
                if not path.is_file() or name.startswith("tests/lint/fixtures/") or "__pycache__" in name:
                    continue
                if path.suffix in TEXT_SUFFIXES:
                    yield path
        for name in ("meson.build", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"):
            if (self.root / name).is_file():
                yield self.root / name

    def check_text(self, path, text):
        lines = text.split("\n")
        if path.suffix in SPDX_SUFFIXES or path.name == "meson.build":
            if not any(SPDX in line for line in lines[:3]):
                self.report(path, 1, "spdx", f"the file must begin with “{SPDX}”")
        if path.suffix in (".c", ".h", ".py", ".sh", ".ui", ".css", ".sql", ".build"):
            for number, line in enumerate(lines, 1):
                if line != line.rstrip():
                    self.report(path, number, "space", "white space at the end of the line", lines)
                match = UNFINISHED.search(line)
                if match is not None:
                    self.report(path, number, "unfinished", f"“{match[0]}”: finish it, or open an issue", lines)
            if text and not text.endswith("\n"):
                self.report(path, len(lines), "space", "no line break at the end of the file")
        if path.suffix in (".c", ".h") and "\t" in text:
            self.report(path, text[: text.index("\t")].count("\n") + 1, "space", "indent with spaces, not tabs")

    def check_c(self, path, text):
        parts = path.relative_to(self.root).parts
        folder = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        source = csource.CSource(text)
        if len(source.lines) > MAX_FILE:
            self.report(path, MAX_FILE + 1, "size", f"{len(source.lines)} lines, at most {MAX_FILE}")
        self.check_functions(path, source)
        self.check_calls(path, source, folder)
        if folder is None:
            return
        self.check_includes(path, source, folder)
        self.check_names(path, source)
        if path.suffix == ".h":
            self.check_header(path, source)

    def check_functions(self, path, source):
        for function in source.functions:
            where, name = function.line, function.name
            if function.length > MAX_FUNCTION:
                self.report(path, where, "size", f"{name}() has {function.length} lines, at most {MAX_FUNCTION}", source.lines)
            if function.nesting > MAX_NESTING:
                self.report(path, where, "nesting", f"{name}() nests {function.nesting} deep, at most {MAX_NESTING}", source.lines)
            if function.parameters > MAX_PARAMETERS and not has_foreign_signature(source.code, name):
                self.report(path, where, "parameters", f"{name}() takes {function.parameters}, at most {MAX_PARAMETERS}", source.lines)

    def check_calls(self, path, source, folder):
        banned = dict(BANNED)
        if folder is not None and folder not in PRINTING_FOLDERS and path.name != "main.c":
            banned.update({name: "a library does not print" for name in PRINTING})
        if folder in QUIET_FOLDERS:
            banned.update({name: "a library does not log above debug" for name in LOUD})
        for number, line in enumerate(source.code_lines, 1):
            for match in re.finditer(r"(?<![A-Za-z0-9_.>])([A-Za-z_][A-Za-z0-9_]*)\s*\(", line):
                if match[1] in banned:
                    self.report(path, number, "banned", f"{match[1]}(): {banned[match[1]]}", source.lines)
            if re.search(r"(?<![A-Za-z0-9_])goto\s+[a-z_]", line):
                self.report(path, number, "banned", "goto: use g_autoptr and return", source.lines)
            if folder in EXACT_FOLDERS and re.search(r"(?<![A-Za-z0-9_])(g?double|g?float)(?![A-Za-z0-9_])", line):
                self.report(path, number, "exact", "floating point here: measured values are DsDecimal", source.lines)

    def check_includes(self, path, source, folder):
        seen_system = False
        order = []
        for number, line in enumerate(source.lines, 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if match is None:
                continue
            name = match[2].rsplit("/", 1)[-1]
            if match[1] == '"':
                order.append(name)
                self.check_own_include(path, source, folder, number, match[2])
                if seen_system and path.suffix == ".c":
                    self.report(path, number, "order", "own header, then the project's, then the system's", source.lines)
            else:
                seen_system = True
                self.check_foreign_include(path, source, folder, number, match[2])
        own = path.with_suffix(".h").name
        if path.suffix == ".c" and own in order and order[0] != own and "ds-config.h" != order[0]:
            self.report(path, 1, "order", f"“{own}” must be the first include")

    def check_own_include(self, path, source, folder, number, name):
        if "/" in name:
            self.report(path, number, "layer", f"include “{name}” by its bare name", source.lines)
        owner = self.headers.get(name.rsplit("/", 1)[-1])
        if owner is not None and owner != folder and owner not in LAYERS.get(folder, ()):
            self.report(path, number, "layer", f"src/{folder} may not include “{name}” of src/{owner}", source.lines)

    def check_foreign_include(self, path, source, folder, number, name):
        for pattern, folders in FOREIGN:
            if pattern.search(name) and folder not in folders:
                allowed = " and ".join(f"src/{f}" for f in folders) or "no folder"
                self.report(path, number, "layer", f"<{name}> belongs to {allowed}", source.lines)

    def check_names(self, path, source):
        for function in source.functions:
            if function.static and function.name.startswith("ds_") and not is_override(source.code, function.name):
                self.report(path, function.line, "name", f"static {function.name}(): helpers have no prefix", source.lines)
            if not function.static and path.suffix == ".c" and not re.match(r"(ds_|main$|G_DEFINE|LLVMFuzzer)", function.name):
                self.report(path, function.line, "name", f"{function.name}() is public: prefix it with ds_ or make it static", source.lines)

    def check_header(self, path, source):
        if "#pragma once" not in source.code:
            self.report(path, 1, "header", "“#pragma once” is missing")
        for number, name, parameters in source.list_undocumented():
            if not SELF_EXPLAINING.search(name) and not is_getter(name, parameters):
                self.report(path, number, "comment", f"{name}() has no comment", source.lines)

    def check_potfiles(self):
        potfiles = self.root / "po" / "POTFILES"
        if not potfiles.is_file():
            return
        lines = potfiles.read_text(encoding="utf-8").split("\n")
        listed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
        needed = set(translatable.find_translatable_files(self.root))
        for name in sorted(needed - listed):
            self.report(potfiles, 1, "potfiles", f"{name} has words to translate and is not listed: run `make po`")
        for name in sorted(listed):
            if not (self.root / name).is_file():
                self.report(potfiles, 1, "potfiles", f"{name} is listed and does not exist: run `make po`")


def is_allowed(lines, number, rule):
    pattern = re.compile(r"lint-allow\(" + re.escape(rule) + r"\): [^*\s]")
    # A function is reported at its name, and the excuse stands before its return type.
    return any(pattern.search(line) for line in lines[max(number - 3, 0): number])


def has_foreign_signature(code, name):
    """Callbacks and methods of a class have the parameters that their caller gives them."""
    return name.endswith("_cb") or is_override(code, name)


def is_override(code, name):
    """A method of a GObject class keeps the type's prefix, as GNOME does: it is put into a class or an interface."""
    if re.search(r"_(init|class_init|base_init|iface_init)$", name):
        return True
    return re.search(r"(?:->|\.)\s*\w+\s*=\s*" + re.escape(name) + r"\s*[;,]", code) is not None


def is_getter(name, parameters):
    """What a plain getter gives is said at its type."""
    return re.search(r"_(get|is|has|can)_", name) is not None and parameters == 1


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    problems = Lint(root).run()
    for name, line, rule, message in problems:
        print(f"{name}:{line}: [{rule}] {message}")
    if problems:
        print(f"{len(problems)} against the house rules")
        sys.exit(1)


if __name__ == "__main__":
    main()
