#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start to the first frame with real rows, 10,000 orders in the store, against a bare libadwaita window in the same run.

bench-start.py DOORSTEP DOORSTEPCTL BARE-WINDOW [ORDERS]: prints a JSON line per figure. Run under with-display.sh.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import dsbench

RUNS = 15


def start(command, environment):
    began = time.monotonic()
    out = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120).stdout
    for line in out.splitlines():
        if line.startswith('first-frame '):
            _word, at_us, peak_kb = line.split()
            return int(at_us) / 1000 - began * 1000, int(peak_kb) / 1024
    raise SystemExit(f'{command[0]} painted no first frame: {out}')


def measure(programs, environment):
    """Runs the programs in turn; the first round warms the caches and does not count."""
    figures = {name: [] for name in programs}
    for run in range(RUNS + 1):
        for name, command in programs.items():
            figure = start(command, environment)
            if run > 0:
                figures[name].append(figure)
    return figures


def report(suffix, figures, orders):
    for index, (what, unit, limit) in enumerate((('start_first_frame', 'ms', 1.25), ('start_peak_memory', 'MiB', 1.2))):
        values = {name: statistics.median(figure[index] for figure in runs) for name, runs in figures.items()}
        least = {name: round(min(figure[index] for figure in runs), 1) for name, runs in figures.items()}
        dsbench.report(what + suffix, unit, values['doorstep'], values['bare'], 'a bare libadwaita window',
                       limit_ratio=limit, least=least, orders=int(orders), runs=RUNS)


def main():
    doorstep, doorstepctl, bare = sys.argv[1:4]
    orders = sys.argv[4] if len(sys.argv) > 4 else '10000'
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, 'tablet')
        subprocess.run([doorstepctl, 'demo-data', '--orders', orders, '--finished', '0', '--photos-per-visit', '0',
                        '--photo-bytes', '0', '--data', data], check=True, stdout=subprocess.DEVNULL)
        programs = {'bare': [bare], 'doorstep': [doorstep, '--first-frame', '--data', data]}
        environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN', GSETTINGS_BACKEND='memory')
        environment.pop('GDK_DEBUG', None)
        report('', measure(programs, environment), orders)
        # Doorstep does without OpenGL where that is done in software. This pair starts it in both, as with a GPU.
        report('_with_gl', measure(programs, dict(environment, GDK_DEBUG='')), orders)


if __name__ == '__main__':
    main()
