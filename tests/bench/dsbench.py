# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks in Python share: one JSON line per figure, and the other systems that are measured beside ours."""

import json
import os
import shutil
import subprocess


def report(bench, unit, value, beside=None, beside_is=None, limit_ratio=None, higher_is_better=False, kind='floor', **more):
    """@beside: the value of the peer or of the physical floor (@kind) in the same run; @beside_is says which one.

    "ratio" is how many times worse we are: below 1 we are better.
    """
    figure = {'bench': bench, 'unit': unit, 'value': round(value, 3)}
    if beside is not None:
        ratio = beside / value if higher_is_better else value / beside
        figure.update({kind: round(beside, 3), kind + '_is': beside_is, 'ratio': round(ratio, 3)})
        if limit_ratio is not None:
            figure.update(limit_ratio=limit_ratio, holds=ratio <= limit_ratio)
    figure.update(more)
    figure['load'] = round(os.getloadavg()[0], 2)
    print(json.dumps(figure, ensure_ascii=False), flush=True)


def skip(bench, reason):
    print(json.dumps({'bench': bench, 'skipped': reason}), flush=True)


def find_peers(source, build):
    """Returns (folder, None) where the peers' packages are installed, or (None, why not).

    The peers' scripts come from DS_PEERS or from shared/peers beside the working copy; the packages are installed once,
    in the build folder.
    """
    scripts = os.environ.get('DS_PEERS', os.path.join(source, '..', 'shared', 'peers'))
    if not os.path.isfile(os.path.join(scripts, 'package.json')):
        return None, 'the peers are not here: DS_PEERS is the folder of their scripts'
    if shutil.which('node') is None or shutil.which('npm') is None:
        return None, 'node and npm are not installed'
    folder = os.path.join(build, 'bench-peers')
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(scripts):
        if os.path.isfile(os.path.join(scripts, name)):
            shutil.copy(os.path.join(scripts, name), folder)
    if not os.path.isdir(os.path.join(folder, 'node_modules', 'pouchdb')):
        try:
            done = subprocess.run(['npm', 'install', '--no-audit', '--no-fund'], cwd=folder, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=180, check=False)
        except subprocess.TimeoutExpired:
            return None, 'the npm registry does not answer'
        if done.returncode != 0:
            return None, 'the npm registry is not reachable'
    return folder, None
