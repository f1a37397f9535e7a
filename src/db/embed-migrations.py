#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a C file of numbered migrations: embed-migrations.py OUT SYMBOL 0001.sql 0002.sql …"""

import os
import sys


def quote(line):
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main():
    out, symbol, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    lines = ["/* Made by embed-migrations.py. */", '#include "ds-db.h"', "", f"extern const DsDbMigration {symbol}[];",
             f"extern const gsize {symbol}_count;", "", f"const DsDbMigration {symbol}[] = {{"]
    for number, path in enumerate(sorted(paths), start=1):
        if os.path.basename(path) != f"{number:04}.sql":
            sys.exit(f"{path}: expected {number:04}.sql; migrations are numbered without gaps")
        lines.append(f"  {{ {number},")
        with open(path, encoding="utf-8") as text:
            lines += ["    " + quote(line.rstrip("\n")) for line in text if not line.startswith("--")]
        lines.append("  },")
    lines += ["};", f"const gsize {symbol}_count = {len(paths)};", ""]
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main()
