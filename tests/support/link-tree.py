#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""link-tree.py SOURCE BUILD: makes build/bin and build/share, a tree of links shaped like an installed prefix."""

import os
import pathlib
import sys

PROGRAMS = {
    "doorstep": "src/gui/doorstep",
    "doorstepctl": "src/ctl/doorstepctl",
    "doorstep-hq": "src/hq/doorstep-hq",
}
CONTENT = ("checklists", "guides", "schema", "api", "demo", "pictures")


def place_link(link, target):
    """Makes a relative link; leaves a right one alone, so that nothing looks newer than it is."""
    link.parent.mkdir(parents=True, exist_ok=True)
    text = os.path.relpath(target, link.parent)
    if link.is_symlink():
        if os.readlink(link) == text:
            return
        link.unlink()
    link.symlink_to(text)


def main():
    source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
    for name, program in PROGRAMS.items():
        place_link(build / "bin" / name, build / program)
    share = build / "share"
    (share / "doorstep").mkdir(parents=True, exist_ok=True)
    for name in CONTENT:
        place_link(share / "doorstep" / name, source / "data" / name)
    place_link(share / "glib-2.0/schemas/gschemas.compiled", build / "data/gschemas.compiled")
    place_link(share / "icons", source / "data/icons")
    place_link(share / "locale", build / "po")


if __name__ == "__main__":
    main()
