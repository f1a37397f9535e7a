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

RUNS = 9


def start(command, environment):
    began = time.monotonic()
    out = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120).stdout
    for line in out.splitlines():
        if line.startswith('first-frame '):
            _word, at_us, peak_kb = line.split()
            return int(at_us) / 1000 - began * 1000, int(peak_kb) / 1024
    raise SystemExit(f'{command[0]} painted no first frame: {out}')


def main():
    doorstep, doorstepctl, bare = sys.argv[1:4]
    orders = sys.argv[4] if len(sys.argv) > 4 else '10000'
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, 'tablet')
        subprocess.run([doorstepctl, 'demo-data', '--orders', orders, '--finished', '0', '--photos-per-visit', '0',
                        '--photo-bytes', '0', '--data', data], check=True, stdout=subprocess.DEVNULL)
        environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN', GSETTINGS_BACKEND='memory')
        figures = {'bare': [], 'doorstep': []}
        for run in range(RUNS + 1):  # the first pair warms the caches and does not count
            for name, command in (('bare', [bare]), ('doorstep', [doorstep, '--first-frame', '--data', data])):
                figure = start(command, environment)
                if run > 0:
                    figures[name].append(figure)
    for index, (what, unit, limit) in enumerate((('start_first_frame', 'ms', 1.25), ('start_peak_memory', 'MiB', 1.2))):
        values = {name: statistics.median(figure[index] for figure in runs) for name, runs in figures.items()}
        dsbench.report(what, unit, values['doorstep'], values['bare'], 'a bare libadwaita window', limit_ratio=limit,
                       orders=int(orders), runs=RUNS)


if __name__ == '__main__':
    main()
