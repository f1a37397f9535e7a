#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headquarters under load, on loopback: records a second with 64 connections, photos a second, a tablet's sync.

bench-hq.py SOURCE BUILD DOORSTEPCTL. Floors and peers run in the same run on the same disk. The load client is Python on
the same machine, so the figures are what both together reach.
"""

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE, BUILD, CTL = sys.argv[1:4]
os.environ['DS_BUILD_DIR'] = BUILD
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'hq'))

import dsbench  # noqa: E402
import hqtest  # noqa: E402

CONNECTIONS = 64
BATCH = 20
SECONDS = 5
RUNS = 3
PHOTOS = 60
PHOTO_BYTES = 300_000


# --- records ---


def make_visit_template(tablet):
    """The bytes of a visit of 40 answers, about as large as a real one, split where its two ids stand."""
    entries = [{'seq': 2 + step, 'id': hqtest.new_id(), 'at': '2026-11-21T09:00:00.000+08:00', 'mono_ms': step,
                'boot': hqtest.BOOT, 'who': 'T001', 'type': 'answer', 'job': 'j1', 'step': f'S{step}', 'value': '221.5'}
               for step in range(15)]
    visit = hqtest.new_id()
    line = tablet.visit(visit=visit, entries=entries)
    record = json.loads(line)['id']
    return line, record.encode(), visit.encode()


def make_batch(template):
    line, record, visit = template
    return b''.join(line.replace(record, hqtest.new_id().encode()).replace(visit, hqtest.new_id().encode()) + b'\n'
                    for _ in range(BATCH))


async def post_records(port, tablet, template, deadline):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    stored = 0
    while time.monotonic() < deadline:
        body = make_batch(template)
        writer.write(f'POST /v1/records HTTP/1.1\r\nHost: hq\r\nAuthorization: Bearer {tablet.token}\r\n'
                     f'Content-Type: application/x-ndjson\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body)
        head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1').lower()
        length = int(head.split('content-length:')[1].split('\r\n')[0])
        answer = await reader.readexactly(length)
        if not head.startswith('http/1.1 200'):
            raise SystemExit(f'headquarters answered {head} {answer[:500]}')
        stored += answer.count(b'"stored"')
    writer.close()
    return stored


def commit_bare(folder, line):
    """The floor: the same bytes, as many a transaction, into a bare SQLite with synchronous=FULL; records a second."""
    database = sqlite3.connect(os.path.join(folder, 'floor.db'), isolation_level=None)
    database.execute('PRAGMA journal_mode=WAL')
    database.execute('PRAGMA synchronous=FULL')
    database.execute('CREATE TABLE records (row INTEGER PRIMARY KEY, line BLOB)')
    began, stored = time.monotonic(), 0
    while time.monotonic() - began < 2:
        database.execute('BEGIN')
        database.executemany('INSERT INTO records (line) VALUES (?)', [(line,)] * BATCH)
        database.execute('COMMIT')
        stored += BATCH
    return stored / (time.monotonic() - began)


def bench_records(server, tablets):
    template = make_visit_template(tablets[0])

    async def run():
        deadline = time.monotonic() + SECONDS
        return sum(await asyncio.gather(*(post_records(server.port, tablets[0], template, deadline)
                                          for _ in range(CONNECTIONS))))

    floor = commit_bare(server.folder, template[0])
    began = time.monotonic()
    stored = asyncio.run(run())
    seconds = time.monotonic() - began
    counted = json.loads(server.run('status', '--json').stdout)['records_by_kind']['visit']
    dsbench.report('hq_records_64_connections', 'records/s', stored / seconds, floor,
                   'bare SQLite commits of the same batches, one writer', higher_is_better=True, runs=stored,
                   record_bytes=len(template[0]), batch=BATCH, stored_by_headquarters=counted)


# --- photos ---


def bench_uploads(server, tablet, folder):
    photos = [os.urandom(PHOTO_BYTES) for _ in range(PHOTOS)]
    source = os.path.join(folder, 'photos')
    os.makedirs(source)
    for index, photo in enumerate(photos):
        with open(os.path.join(source, str(index)), 'wb') as file:
            file.write(photo)
    began = time.monotonic()
    for index in range(PHOTOS):
        copy = os.path.join(folder, f'copy-{index}')
        subprocess.run(['cp', os.path.join(source, str(index)), copy], check=True)
        subprocess.run(['sync', copy], check=True)
    floor = PHOTOS * PHOTO_BYTES / 1e6 / (time.monotonic() - began)
    connection = server.connect()
    began = time.monotonic()
    for photo in photos:
        fields = {'Tus-Resumable': '1.0.0', 'Upload-Length': str(len(photo)), 'Content-Type': 'application/offset+octet-stream',
                  'Upload-Metadata': f'sha256 {hqtest.b64(hqtest.sha256(photo))},filetype {hqtest.b64("image/jpeg")}'}
        answer = server.request('POST', '/v1/media', photo, fields, tablet.token, connection)
        if answer.headers.get('Doorstep-Media') != 'verified':
            raise SystemExit(f'headquarters answered {answer.status} {answer.body[:500]}')
    value = PHOTOS * PHOTO_BYTES / 1e6 / (time.monotonic() - began)
    dsbench.report('hq_upload_one_connection', 'MB/s', value, floor, 'cp and sync of each photo', higher_is_better=True,
                   runs=PHOTOS, photo_bytes=PHOTO_BYTES)


# --- a tablet's sync ---


def sync_tablet(folder, visits, photos):
    """Returns the seconds that the sync of so many finished visits takes, counted at headquarters."""
    server = hqtest.Server(tempfile.mkdtemp(dir=folder))
    try:
        server.run('technician', 'add', 'T001', '--name', '张师傅')
        server.start()
        data = os.path.join(server.folder, 'tablet')
        code = server.run('enrol-code', 'T001').stdout.strip()
        for command in (['enrol', f'http://127.0.0.1:{server.port}', code],
                        ['demo-data', '--orders', str(visits), '--finished', str(visits), '--photos-per-visit', str(photos),
                         '--photo-bytes', str(PHOTO_BYTES)]):
            subprocess.run([CTL, *command, '--data', data], check=True, stdout=subprocess.DEVNULL)
        began = time.monotonic()
        subprocess.run([CTL, 'sync', '--data', data], check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - began
        status = json.loads(server.run('status', '--json').stdout)
        if (status['complete_visits'], status['media_files']) != (visits, visits * photos):
            raise SystemExit(f'headquarters lacks something: {status}')
        return seconds, status['records']
    finally:
        server.close()
        shutil.rmtree(server.folder, ignore_errors=True)


def free_port():
    with socket.socket() as line:
        line.bind(('127.0.0.1', 0))
        return str(line.getsockname()[1])


def run_peer(peers, folder, server_script, push):
    """Starts a peer's server, runs its client, and returns the figures the client prints."""
    port = free_port()
    place = tempfile.mkdtemp(dir=folder)
    server = subprocess.Popen(['node', server_script, os.path.join(place, 'server'), port], cwd=peers,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if 'up' not in server.stdout.readline():
            raise RuntimeError('its server does not start')
        done = subprocess.run(['node', *push(os.path.join(place, 'client'), port)], cwd=peers, capture_output=True,
                              text=True, timeout=240, check=False)
        if done.returncode != 0:
            raise RuntimeError('its client failed')
        return json.loads(done.stdout.strip().splitlines()[-1])
    finally:
        server.kill()
        server.wait()


def bench_sync(peers, why, folder):
    for bench, visits, photos in (('sync_500_visits', 500, 0), ('sync_20_visits_200_photos', 20, 10)):
        runs = [sync_tablet(folder, visits, photos) for _ in range(RUNS)]
        seconds, records = statistics.median(run[0] for run in runs), runs[0][1]
        figure = {'runs': RUNS, 'visits': visits, 'records': records, 'records_per_s': round(records / seconds),
                  'seconds': round(seconds, 2), 'higher_is_better': True}
        unit, amount = ('MB/s', visits * photos * PHOTO_BYTES / 1e6) if photos > 0 else ('visits/s', visits)
        peer = None
        if peers is not None:
            try:
                def push(place, port, sizes=(visits, visits * photos, PHOTO_BYTES)):
                    return ['pouch-push.js', place, port, *map(str, sizes)]
                got = [run_peer(peers, folder, 'pouch-server.js', push) for _ in range(RUNS)]
                peer = statistics.median(run['mb_per_s' if photos > 0 else 'records_per_s'] for run in got)
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                why = f'PouchDB: {error}'
        if peer is None:
            dsbench.skip(bench + '_peer', why)
        dsbench.report(bench, unit, amount / seconds, peer, 'PouchDB', kind='peer', **figure)


def bench_tus(peers, why, server, tablet, folder):
    if peers is None:
        dsbench.skip('tus_foreign_client', why)
        return
    try:
        theirs = run_peer(peers, folder, 'tus-server.mjs',
                          lambda place, port: ['tus-push.mjs', f'http://127.0.0.1:{port}/v1/media', str(PHOTOS),
                                               str(PHOTO_BYTES)])
        done = subprocess.run(['node', 'tus-push.mjs', f'http://127.0.0.1:{server.port}/v1/media', str(PHOTOS),
                               str(PHOTO_BYTES), tablet.token], cwd=peers, capture_output=True, text=True, timeout=240,
                              check=True)
    except (RuntimeError, subprocess.SubprocessError) as error:
        dsbench.skip('tus_foreign_client', f'tus: {error}')
        return
    ours = json.loads(done.stdout.strip().splitlines()[-1])
    dsbench.report('tus_foreign_client', 'MB/s', ours['mb_per_s'], theirs['mb_per_s'],
                   'the same client to @tus/server, which neither verifies nor syncs', kind='peer',
                   higher_is_better=True, runs=PHOTOS)


def main():
    peers, why = dsbench.find_peers(SOURCE, BUILD)
    with tempfile.TemporaryDirectory(prefix='doorstep-bench-', dir=BUILD) as folder:
        server = hqtest.Server(os.path.join(folder))
        try:
            server.run('technician', 'add', 'T001', '--name', '张师傅')
            server.start()
            tablets = [hqtest.Tablet(server)]
            bench_records(server, tablets)
            bench_uploads(server, tablets[0], folder)
            bench_tus(peers, why, server, tablets[0], folder)
        finally:
            server.close()
        bench_sync(peers, why, folder)


if __name__ == '__main__':
    main()
