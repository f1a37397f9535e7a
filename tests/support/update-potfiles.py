#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes po/POTFILES: every file with words to translate, sorted."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lint"))
import translatable  # noqa: E402


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    names = translatable.find_translatable_files(root)
    text = "# SPDX-License-Identifier: GPL-3.0-or-later\n# Made by `make po`.\n" + "".join(f"{n}\n" for n in names)
    target = root / "po" / "POTFILES"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
