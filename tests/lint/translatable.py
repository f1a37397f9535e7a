# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files have words to translate: shared by the lint and by `make po`."""

import re

MARKS = re.compile(r'(?<![A-Za-z0-9_])(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2)\s*\(\s*"')
UI_MARKS = re.compile(r'translatable="(?:yes|true)"')
FOLDERS = ("src", "ui")
DATA_SUFFIXES = (".desktop.in", ".metainfo.xml.in", ".gschema.xml")


def strip_comments(text):
    """Returns C code without its comments; strings stay."""
    pattern = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)
    return pattern.sub(lambda m: m[0] if m[0].startswith('"') else " ", text)


def has_words(path):
    if path.suffix in (".c", ".h"):
        return MARKS.search(strip_comments(path.read_text(encoding="utf-8"))) is not None
    if path.suffix == ".ui":
        return UI_MARKS.search(path.read_text(encoding="utf-8")) is not None
    return path.name.endswith((".desktop.in", ".metainfo.xml.in"))


def find_translatable_files(root):
    """Returns the sorted names, relative to root, of all files with words to translate."""
    found = []
    for folder in FOLDERS:
        if (root / folder).is_dir():
            for path in (root / folder).rglob("*"):
                if path.suffix in (".c", ".h", ".ui") and path.is_file() and has_words(path):
                    found.append(path.relative_to(root).as_posix())
    if (root / "data").is_dir():
        found += [p.relative_to(root).as_posix() for p in (root / "data").glob("*") if p.is_file() and has_words(p)]
    return sorted(found)
