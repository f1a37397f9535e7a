#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-translations.py ROOT: every language of po/LINGUAS has every string of the sources, none fuzzy, and
its placeholders agree with the English ones."""

import pathlib
import re
import subprocess
import sys
import tempfile

PLACEHOLDER = re.compile(r"%(?:%|(?:\d+\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|j|z|t|L)?[diouxXeEfFgGcsp])")


def run(*command, cwd=None):
    """Runs a gettext tool and gives its output; its complaints end the test."""
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{command[0]}: {result.stderr.strip()}")
    return result.stdout


def make_template(root, target):
    """The strings of the sources as they are now, by the same options as the build's doorstep-pot."""
    run("xgettext", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
        "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
        "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format", "--flag=NC_:2:pass-c-format",
        "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format",
        "--flag=g_string_printf:2:c-format", "--flag=g_string_append_printf:2:c-format",
        "--flag=g_error_new:3:c-format", "--flag=g_set_error:4:c-format",
        "-f", write_plain_list(root, target), "-o", str(target),
        cwd=root)


def write_plain_list(root, target):
    """xgettext's file list knows comments only in POTFILES.in form, so it gets one without them."""
    lines = (root / "po" / "POTFILES").read_text(encoding="utf-8").split("\n")
    plain = target.with_suffix(".list")
    plain.write_text("\n".join(line for line in lines if line and not line.startswith("#")) + "\n", encoding="utf-8")
    return str(plain)


def list_entries(text):
    """Yields (flags, {keyword: string}) for each entry of a catalogue without wrapping."""
    for block in re.split(r"\n\s*\n", text):
        flags, fields = "", {}
        for line in block.split("\n"):
            if line.startswith("#,"):
                flags += line
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$', line)
            if match is not None:
                fields[match[1]] = match[2][1:-1]
        if fields.get("msgid"):
            yield flags, fields


def check_language(root, template, language, folder):
    """Returns what is wrong with one language, as sentences."""
    catalogue = root / "po" / f"{language}.po"
    run("msgfmt", "--check", "-o", str(folder / "out.mo"), str(catalogue))
    merged = folder / f"{language}.po"
    run("msgmerge", "--quiet", "--no-wrap", "--no-fuzzy-matching", "-o", str(merged), str(catalogue), str(template))
    text = run("msgattrib", "--no-obsolete", "--no-wrap", str(merged))
    problems = []
    for flags, fields in list_entries(text):
        source = fields["msgid"]
        targets = [value for key, value in fields.items() if key.startswith("msgstr")]
        if "fuzzy" in flags:
            problems.append(f"fuzzy: “{source}”")
        if not all(targets):
            problems.append(f"missing: “{source}”")
            continue
        if "c-format" in flags and "no-c-format" not in flags:
            wanted = sorted(strip_position(p) for p in PLACEHOLDER.findall(fields.get("msgid_plural", source)))
            for target in targets:
                if sorted(strip_position(p) for p in PLACEHOLDER.findall(target)) != wanted:
                    problems.append(f"placeholders differ: “{source}” and “{target}”")
    return problems


def strip_position(placeholder):
    return re.sub(r"^%\d+\$", "%", placeholder)


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    lines = (root / "po" / "LINGUAS").read_text(encoding="utf-8").split("\n")
    languages = " ".join(line for line in lines if not line.startswith("#")).split()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "doorstep.pot"
        make_template(root, template)
        for language in languages:
            for problem in check_language(root, template, language, folder):
                print(f"po/{language}.po: {problem}")
                failed = True
    if failed:
        sys.exit("The translation is not complete: run `make po` and fill in what is missing.")


if __name__ == "__main__":
    main()
