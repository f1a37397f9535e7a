#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The story that runs, played in the real window without shortcuts past the screens.

  demo.py BUILD                  the whole story; leaves BUILD/demo/
  demo.py --short BUILD OUT      enrolment, one visit with kill -9 in the middle, sync: the test
  demo.py --look NAME … BUILD    more pictures of the same tablet (called by the story itself, on another display)

Run under tests/support/with-display.sh. Exit code 1 when anything of the story did not happen.
"""

import argparse
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from doorstep_ui import EDGE, FakeTime, Headquarters, Missing, Tablet, rest, wait_until  # noqa: E402
from visit_script import Checklists, Script  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
WITH_DISPLAY = os.path.join(HERE, '..', 'support', 'with-display.sh')
INSPECTION = 'TJ20261121000101'
RETURN_VISIT = 'HF20261121000104'
ZONE = 'Asia/Shanghai'
# The story begins at this time of today, when the first visit is about to begin.
BEGIN = datetime.time(8, 40)
SIGNATURE = [[(0.20, 0.35), (0.30, 0.33), (0.42, 0.34), (0.38, 0.45), (0.28, 0.66), (0.24, 0.72)],
             [(0.32, 0.25), (0.33, 0.40), (0.34, 0.60), (0.33, 0.78)],
             [(0.50, 0.30), (0.56, 0.45), (0.53, 0.62), (0.50, 0.74)],
             [(0.62, 0.28), (0.66, 0.30), (0.70, 0.44), (0.64, 0.66), (0.74, 0.70), (0.80, 0.62)]]


def require(truth, words):
    if not truth:
        raise Missing(words)


class Pictures:
    """Numbered screenshots."""

    def __init__(self, folder):
        self.folder = folder
        self.number = 0

    def take(self, tablet, name):
        self.number += 1
        tablet.park_pointer()
        rest(0.35)
        tablet.screenshot(os.path.join(self.folder, f'{self.number:02d}-{name}.png'))


class Photos:
    """Pictures as a camera would leave them: JPEG files, each of its own content."""

    def __init__(self, folder, count):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.makers = [subprocess.Popen(['convert', '-seed', str(number * 7 + 3), '-size', '1280x960',
                                         'plasma:wheat-slategray', '-blur', '0x2', '-font', 'Noto-Sans-CJK-SC-Bold',
                                         '-pointsize', '72', '-fill', 'white', '-gravity', 'center', '-annotate', '0',
                                         f'演示照片 {number}', '-quality', '88', self.path(number)])
                       for number in range(1, count + 1)]
        self.used = 0

    def path(self, number):
        return os.path.join(self.folder, f'photo-{number:02d}.jpg')

    def next(self):
        self.used += 1
        require(self.used <= len(self.makers), 'enough photos prepared')
        require(self.makers[self.used - 1].wait() == 0, 'a generated photo')
        return self.path(self.used)


class Story:
    """What both the whole and the short story need: a headquarters, a tablet, a folder."""

    def __init__(self, build, folder, fake_time):
        self.build = build
        self.folder = folder
        self.bin = os.path.join(build, 'bin')
        self.share = os.path.join(build, 'share', 'doorstep')
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        os.environ['TZ'] = ZONE
        time.tzset()
        self.clock = None
        if fake_time:
            begin = datetime.datetime.combine(datetime.date.today(), BEGIN)
            self.clock = FakeTime(os.path.join(folder, 'clock'), int(begin.timestamp() - time.time()))
        self.hq = Headquarters(self.bin, os.path.join(folder, 'hq'), os.path.join(folder, 'hq.log'), self.clock)
        self.tablet = Tablet(self.bin, os.path.join(folder, 'tablet'), os.path.join(folder, 'home'),
                             os.path.join(folder, 'app.log'), 'zh_CN', self.clock)
        self.tablet.set_look(window_width=self.tablet.width, window_height=self.tablet.height)
        self.checklists = Checklists(os.path.join(self.share, 'checklists'), 'zh_CN')
        self.pictures = Pictures(folder)
        self.begun = time.monotonic()

    def tell(self, words):
        print(f'{time.monotonic() - self.begun:6.1f} s  {words}', flush=True)

    def end(self):
        if self.tablet.process is not None:
            self.tablet.kill()
        self.hq.stop()

    def ctl(self, *arguments):
        """`doorstepctl … --data TABLET`, for counting after the application has ended."""
        result = subprocess.run([os.path.join(self.bin, 'doorstepctl'), *arguments, '--data', self.tablet.data_dir],
                                capture_output=True, text=True, env=self.tablet.environment)
        require(result.returncode == 0, f'doorstepctl {arguments[0]}: {result.stderr.strip()}')
        return result.stdout

    def make_headquarters(self):
        self.hq.command('init', '--name', '演示总部')
        for number, name in (('T001', '李师傅'), ('T002', '赵师傅'), ('T003', '孙师傅')):
            self.hq.command('technician', 'add', number, '--name', name, '--outlet', '亦庄网点')
        content = [os.path.join(self.share, kind, file) for kind in ('checklists', 'guides')
                   for file in sorted(os.listdir(os.path.join(self.share, kind))) if file.endswith('.json')]
        self.hq.command('publish', *content)
        self.hq.command('import', '--demo-times', os.path.join(self.share, 'demo', 'orders.json'))
        self.hq.start()
        self.tell(f'headquarters at {self.hq.url}')

    def enrol(self):
        tablet = self.tablet
        page = tablet.page('DsWelcomePage', 20)
        self.pictures.take(tablet, 'welcome')
        code = self.hq.command('enrol-code', 'T001').split()[-1]
        fields = [node for node in page if node.role in ('text', 'text box', 'entry')]
        require(len(fields) >= 2, f'fields for address and code: {[node.role for node in page]}')
        tablet.write(fields[0], self.hq.url)
        tablet.write(fields[1], code)
        rest(0.2)
        tablet.tap(tablet.say('Enrol this tablet'), 'button', where='DsWelcomePage')
        tablet.find(contains=INSPECTION, where='DsTodayPage', timeout_s=60)
        self.tell('enrolled; the orders are on the tablet')

    def open_order(self, order):
        tablet = self.tablet
        row = tablet.find(contains=order, where='DsTodayPage')
        tablet.press(row)
        tablet.find(contains=order, where='DsOrderPage')

    def go_to_stage(self, label):
        self.tablet.tap(self.tablet.say(label), 'button', where='DsOrderPage')

    def read_orders(self):
        """The orders that Today lists, by the screen."""
        page = self.tablet.page('DsTodayPage')
        words = {node.name.split(',')[0] for node in page if ', ' in node.name}
        return {word for word in words if len(word) == 16 and word[2:].isdigit()}

    def sync(self, timeout_s=120):
        """Until the screen says that headquarters has everything."""
        tablet = self.tablet
        tablet.tap(tablet.say('Contact now'), 'button', where='DsHeadquartersPage')
        tablet.find(tablet.say('Headquarters has everything from this tablet.'), where='DsHeadquartersPage',
                    timeout_s=timeout_s)

    def count(self):
        """What headquarters has, by its own count, against what the tablet made, by its own."""
        status = json.loads(self.hq.command('status', '--json'))
        verified = json.loads(self.hq.command('verify', '--json'))
        lines = self.hq.command('export').encode().splitlines(keepends=True)
        with open(os.path.join(self.folder, 'hq-export.ndjson'), 'wb') as file:
            file.writelines(lines)
        have = [hashlib.sha256(line.rstrip(b'\n')).hexdigest() for line in lines]
        out = os.path.join(self.folder, 'tablet-export')
        self.ctl('export', out)
        made, photos = read_export(out)
        wanted = {sha for sha in photos}
        visits = [json.loads(line) for line in lines if json.loads(line)['kind'] == 'visit']
        manifest = {item['sha256'] for visit in visits for item in visit['body'].get('manifest', [])}
        lacks = json.loads(self.ctl('status', '--json'))['lacks']
        return {
            'visits': status['visits'],
            'complete_visits': status['complete_visits'],
            'records': status['records'],
            'records_by_kind': status['records_by_kind'],
            'receipts': len(made) - lacks['records'] - lacks['held'] - lacks['visits'],
            'photos_sent': status['media_files'],
            'photos_verified': verified['media'] - len(verified['damaged']),
            'photos_wanted': len(manifest),
            'lost': len(set(made) - set(have)) + len(wanted - manifest) + status['missing_media'] +
                    len(verified['damaged']) + len(verified['waiting']),
            'duplicates': len(have) - len(set(have)),
            'received_again': status['duplicates'],
            'held': status['held'],
            'damaged': len(verified['damaged']),
            'technicians': status['technicians'],
        }


def read_export(folder):
    """The digests of the records and of the photos that the tablet's own export holds."""
    records, photos = [], []
    for place, _folders, files in os.walk(folder):
        for name in files:
            path = os.path.join(place, name)
            with open(path, 'rb') as file:
                content = file.read()
            if name.endswith('.ndjson'):
                records += [hashlib.sha256(line.rstrip(b'\n')).hexdigest() for line in content.splitlines(keepends=True)]
            elif name.endswith(('.jpg', '.jpeg', '.png')) or '.' not in name:
                photos.append(hashlib.sha256(content).hexdigest())
    return records, photos


def play_short(build, folder):
    """The test: it must be red when a visit is lost, a step is wrong after kill -9, or a receipt is missing."""
    story = Story(build, folder, False)
    try:
        story.make_headquarters()
        story.tablet.start()
        story.enrol()
        story.hq.stop()
        script = Script(story.tablet, story.checklists, {}, story.tell)
        story.open_order(RETURN_VISIT)
        for stage in ('Accept the order', 'Set off', 'I have arrived', 'Start the visit'):
            story.go_to_stage(stage)
        script.play(until=lambda step: step.number >= 6)
        before = script.read_step()
        story.tablet.kill()
        story.tablet.start()
        after = script.read_step(60)
        require(before.key == after.key, f'after kill -9: {after} instead of {before}')
        story.tell(f'kill -9 and back at {after}')
        script.play()
        finish_return_visit(story)
        story.hq.start()
        story.tablet.key('ctrl+2')
        story.sync()
        require(story.tablet.close() == 0, 'a clean end of the application')
        summary = story.count()
    except Exception:
        story.tablet.process and story.pictures.take(story.tablet, 'failed')
        raise
    finally:
        story.end()
    print(json.dumps(summary, ensure_ascii=False))
    check_summary(summary, visits=1, photos=0)


def check_summary(summary, visits, photos):
    require(summary['visits'] == visits and summary['complete_visits'] == visits, f'{visits} complete visits: {summary}')
    require(summary['lost'] == 0 and summary['duplicates'] == 0 and summary['held'] == 0, f'nothing lost: {summary}')
    require(summary['records'] >= visits and summary['receipts'] == summary['records'], f'receipts for all: {summary}')
    require(summary['photos_verified'] == summary['photos_sent'] == summary['photos_wanted'] >= photos,
            f'all photos: {summary}')


def sign(tablet, what, name):
    """Draws on the signature field and accepts it."""
    page = tablet.page('DsFinishPage')
    pad = page.find(tablet.say(what))
    require(pad is not None, f'the field for: {what}')
    box = pad
    while box.name != 'DsSignBox':
        box = box.parent
    tablet.draw(pad, SIGNATURE)
    field = next(node for node in box if node.name == tablet.say('Name of who signs (optional)'))
    tablet.write(field, name)
    return box.find(tablet.say('Accept the signature'), 'button')


def finish_return_visit(story):
    tablet = story.tablet
    tablet.page('DsFinishPage')
    score = tablet.find(tablet.say('Very satisfied'), 'toggle button', where='DsFinishPage')
    tablet.press(score)
    if tablet.look(tablet.say('Signature on the report'), where='DsFinishPage'):
        tablet.press(sign(tablet, 'Signature on the report', '刘女士'))
        rest(0.5)
    tablet.tap(tablet.say('Finish'), 'button', where='DsFinishPage')
    tablet.find(tablet.say('The visit is finished'), where='DsFinishPage')
    tablet.tap(tablet.say('Back to today'), 'button', where='DsFinishPage')
    tablet.page('DsTodayPage')
    story.tell('the return visit is finished')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--short', action='store_true')
    parser.add_argument('build')
    parser.add_argument('folder', nargs='?')
    options = parser.parse_args()
    build = os.path.realpath(options.build)
    folder = os.path.realpath(options.folder) if options.folder else os.path.join(build, 'demo')
    try:
        if options.short:
            play_short(build, folder)
        else:
            raise Missing('the whole story')
    except Missing as problem:
        print(f'demo: {problem}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
