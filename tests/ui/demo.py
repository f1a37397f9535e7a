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


def touch_order(tablet, order):
    """Opens an order from the list; once more when the list moved under the finger."""
    for left in (2, 1, 0):
        tablet.press(tablet.find(contains=order, where='DsTodayPage'))
        try:
            tablet.find(contains=order, where='DsOrderPage', timeout_s=20 if left == 0 else 5)
            return
        except Missing:
            if left == 0:
                raise


class Pictures:
    """Numbered screenshots."""

    def __init__(self, folder):
        self.folder = folder
        self.number = 0

    def take(self, tablet, name):
        self.number += 1
        tablet.park_pointer()
        if len(tablet.windows()) > 1:
            tablet.center_dialogs()
        rest(0.35)
        tablet.screenshot(os.path.join(self.folder, f'{self.number:02d}-{name}.png'))


class Photos:
    """Pictures as a camera would leave them: JPEG files, each of its own content."""

    def __init__(self, folder, count):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.makers = [subprocess.Popen(['convert', '-seed', str(number * 7 + 3), '-size', '320x240',
                                         'plasma:wheat-slategray', '-modulate', '105,18', '-resize', '1280x960', '-font', 'Noto-Sans-CJK-SC-Bold',
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
        touch_order(self.tablet, order)

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
            'receipts': len(set(made) & set(have)) - lacks['records'] - lacks['held'] - lacks['visits'],
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
    score = tablet.find(tablet.say('Very satisfied'), 'button', where='DsFinishPage')
    tablet.press(score)
    if tablet.look(tablet.say('Signature on the report'), where='DsFinishPage'):
        tablet.press(sign(tablet, 'Signature on the report', '刘女士'))
        rest(0.5)
    tablet.tap(tablet.say('Finish'), 'button', where='DsFinishPage')
    tablet.find(tablet.say('The visit is finished'), where='DsFinishPage')
    tablet.tap(tablet.say('Back to today'), 'button', where='DsFinishPage')
    tablet.page('DsTodayPage')
    story.tell('the return visit is finished')


class WholeStory(Story):
    """Two visits without a connection, and then headquarters has them."""

    # What the technician finds; all else is as it should be.
    HOME = 'inspection-household-electrical'
    COOLING = 'ac-split-cleaning'
    WANTED = {
        (HOME, 'E27-meter'): '60', (HOME, 'E27-main'): '63', (HOME, 'I03'): '0', (HOME, 'E31'): '56.30',
        (HOME, 'E28-wire'): 'cu2.5', (HOME, 'E28'): '16.0', (HOME, 'E05-main'): '226.1', (HOME, 'E07'): '1.8',
        (HOME, 'E05', '客厅电视'): ['241.7', ('remedy', '紧固插座零线端子，清理氧化层'), '228.6'],
        (HOME, 'E05'): '227.9', (HOME, 'E05b'): '225.3', (HOME, 'E06-v'): '227.6', (HOME, 'E08'): '0.6',
        (HOME, 'E04', '厨房台面'): 'ln-swapped',
        (HOME, 'E07b-breaker'): 'C16', (HOME, 'E07b'): '0.62', (HOME, 'E27-heat'): '4.5', (HOME, 'E27-motor'): '2.2',
        (HOME, 'E27-clamp'): '18.5',
        (COOLING, 'E05'): '227.4', (COOLING, 'E06-v'): '226.9', (COOLING, 'S3-mode'): 'heating',
        (COOLING, 'S3-ambient'): '17.5', (COOLING, 'S3-in'): '18.2', (COOLING, 'S3-out'): '30.1',
        (COOLING, 'S3-air'): '2.9', (COOLING, 'S3-amp'): '4.8', (COOLING, 'S3-noise'): '44',
        (COOLING, 'S3-smell'): 'strong', (COOLING, 'S4-dead'): '0', (COOLING, 'S5-type'): 'inverter',
        (COOLING, 'S5-open'): 'no', (COOLING, 'S9-product'): '中性翅片清洗剂', (COOLING, 'S9-lot'): '20260917-A',
        (COOLING, 'C09-product'): '季铵盐消毒剂 1:100', (COOLING, 'E41'): '86.00', (COOLING, 'E45'): '0.4',
        (COOLING, 'C11-in'): '19.0', (COOLING, 'C11-out'): '38.4', (COOLING, 'C11-air'): '4.3',
        (COOLING, 'C11-rated'): '5.2', (COOLING, 'C11-amp'): '4.4', (COOLING, 'C11-noise'): '41',
        (COOLING, 'C11-smell'): 'none',
    }

    def play(self):
        self.photos = Photos(os.path.join(self.folder, 'camera'), 16)
        self.make_headquarters()
        self.tablet.start()
        self.enrol()
        require(len(self.read_orders()) >= 5, f'the orders on the screen: {self.read_orders()}')
        self.pictures.take(self.tablet, 'today')
        self.hq.stop()
        self.tell('the connection is cut')
        self.first_visit()
        self.second_visit()
        self.reach_headquarters()

    # The first visit

    def first_visit(self):
        tablet, pictures = self.tablet, self.pictures
        self.open_order(INSPECTION)
        pictures.take(tablet, 'order')
        for stage in ('Accept the order', 'Set off', 'I have arrived', 'Start the visit'):
            self.go_to_stage(stage)
        script = Script(tablet, self.checklists, dict(self.WANTED), self.tell, self.photos, self.clock)
        self.script = script
        picture = self.picture_of
        home, cooling, conduct = self.HOME, self.COOLING, 'conduct-12345'
        script.at = {
            (conduct, 'c1-card'): picture('visit-check'),
            (conduct, 'c2-prices'): self.undo,
            (home, 'I03'): self.add_things,
            (home, 'E32'): picture('visit-open-pair'),
            (home, 'E05', '客厅电视'): picture('visit-number'),
            (home, 'E06-v', '客厅电视'): self.look_back_at_remedy,
            (cooling, 'S6'): self.pull_battery,
            (cooling, 'C12-teach'): picture('visit-choices'),
        }
        script.after = {
            (home, 'E05', '客厅电视'): picture('visit-failure'),
            (home, 'E04', '厨房台面'): picture('visit-hazard'),
            (cooling, 'S1'): picture('visit-signature'),
            (cooling, 'S3-run'): picture('visit-timer'),
            (cooling, 'S7'): picture('visit-photo'),
        }
        script.play()
        self.tell(f'{script.answered} answers, {script.photos_given} photos')
        require(not script.at and not script.after, f'not met on the way: {list(script.at) + list(script.after)}')
        self.end_first_visit()

    def picture_of(self, name):
        return lambda step: self.pictures.take(self.tablet, name)

    def undo(self, step):
        """The answer before is taken back and given again."""
        tablet = self.tablet
        done = self.read_progress()
        tablet.tap(tablet.say('Undo'), 'button', where='DsVisitPage')
        wait_until(lambda: self.read_progress() == done - 1, 'one answer less after undo')
        tablet.key('ctrl+shift+z')
        wait_until(lambda: self.read_progress() == done, 'the answer back after redo')
        tablet.tap(tablet.say('Undo'), 'button', where='DsVisitPage')
        wait_until(lambda: self.read_progress() == done - 1, 'one answer less after undo')
        self.tell('undo, redo, undo')

    def read_progress(self):
        """The steps done of the whole visit: the “12 / 130” with the largest total on the page."""
        labels = self.tablet.page('DsVisitPage', 2).labels()
        counts = [text.split(' / ') for text in labels if text.count(' / ') == 1 and text.replace(' / ', '').isdigit()]
        return int(max(counts, key=lambda count: int(count[1]))[0])

    def add_things(self, step):
        for section, names in (('circuits', ['照明']), ('sockets', ['客厅电视', '厨房台面'])):
            title = next(spec.section_title for spec in self.checklists.specs
                         if spec.checklist == self.HOME and spec.section == section)
            for name in names:
                self.script.add_thing(title, name)
        self.tell('one circuit and two sockets added')

    def look_back_at_remedy(self, step):
        tablet = self.tablet
        for _back in range(3):
            if tablet.say('Measured before in this visit') in self.script.read_step().labels:
                break
            tablet.tap(tablet.say('Previous step'), 'button', where='DsVisitPage')
            rest(0.6)
        require(tablet.say('Measured before in this visit') in self.script.read_step().labels, 'both measured values')
        self.pictures.take(tablet, 'visit-remedied')
        for _forth in range(4):
            if self.script.read_step().key == step.key:
                return
            self.script.next(self.script.read_step())
            rest(0.6)
        require(False, f'the way back to {step}')

    def pull_battery(self, step):
        self.tablet.kill()
        self.tablet.start()
        after = self.script.read_step(60)
        require(after.key == step.key, f'after kill -9: {after} instead of {step}')
        self.pictures.take(self.tablet, 'after-kill-9')
        self.tell(f'kill -9, and back at {after}')

    def end_first_visit(self):
        tablet, pictures = self.tablet, self.pictures
        tablet.page('DsFinishPage')
        pictures.take(tablet, 'finish')
        self.record_opinion()
        tablet.tap(tablet.say('Handed over and explained'), 'button', where='DsFinishPage')
        tablet.find(tablet.say('Handed over'), where='DsFinishPage')
        self.save_paper(tablet.say('Look at the guide: %s').split('%s')[0], 'guide.pdf', 'guide')
        tablet.tap(tablet.say('Satisfied'), 'button', where='DsFinishPage')
        self.save_paper(tablet.say('Show the hazard notice'), 'notice.pdf', None)
        accept = sign(tablet, 'Signature on the hazard notice', '王女士')
        pictures.take(tablet, 'finish-notice')
        tablet.press(accept)
        tablet.find(tablet.say('Signed'), where='DsFinishPage')
        self.save_paper(tablet.say('Show the hazard notice'), 'notice.pdf', 'notice')
        self.save_paper(tablet.say('Show the report'), None, 'report')
        accept = sign(tablet, 'Signature on the report', '王女士')
        pictures.take(tablet, 'finish-signature')
        tablet.press(accept)
        rest(0.5)
        tablet.tap(tablet.say('Finish'), 'button', where='DsFinishPage')
        tablet.find(tablet.say('The visit is finished'), where='DsFinishPage')
        pictures.take(tablet, 'finished')
        tablet.tap(tablet.say('Save the report as PDF'), 'button', where='DsFinishPage')
        self.choose_file(os.path.join(self.folder, 'report.pdf'))
        tablet.tap(tablet.say('Back to today'), 'button', where='DsFinishPage')
        tablet.page('DsTodayPage')
        self.tell('the first visit is finished')

    def record_opinion(self):
        tablet = self.tablet
        tablet.tap(tablet.say('Add an opinion'), 'button', where='DsFinishPage')
        dialog = tablet.dialog()
        kind = dialog.find('建议', 'button')
        require(kind is not None, f'the kind of opinion: {dialog.labels()}')
        tablet.press(kind)
        words = next(node for node in dialog if node.name == tablet.say("In the customer's words") and
                     node.role != 'label')
        tablet.write(words, '希望周末也能预约清洗，并提前一天提醒。')
        rest(0.3)
        self.pictures.take(tablet, 'opinion')
        tablet.tap(tablet.say('Record the opinion'), 'button')
        tablet.no_dialog()
        tablet.find(contains='希望周末也能预约清洗', where='DsFinishPage')

    def save_paper(self, button, file, picture):
        """Shows a paper as the customer sees it, and saves it."""
        tablet = self.tablet
        node = tablet.find(contains=button, role='button', where='DsFinishPage')
        tablet.press(node)
        tablet.dialog()
        rest(0.8)
        if picture:
            self.pictures.take(tablet, picture)
        if file:
            tablet.tap(tablet.say('Save this paper as PDF'), 'button')
            self.choose_file(os.path.join(self.folder, file), windows=2)
        tablet.tap(tablet.say('Close the paper'), 'button')
        tablet.no_dialog()

    def choose_file(self, path, windows=1):
        """Writes a file's name into the file chooser and accepts it."""
        tablet = self.tablet
        if os.path.exists(path):
            os.remove(path)
        wait_until(lambda: len(tablet.windows()) > windows, 'the file chooser')
        rest(0.5)
        dialog = tablet.dialog()
        field = next((node for node in dialog if node.role in ('text', 'text box', 'entry')), None)
        require(field is not None, f'the name field of the file chooser: {dialog.labels()}')
        tablet.write(field, path)
        rest(0.3)
        tablet.tap(tablet.say('Save'), 'button')
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 1000, f'the file {path}')
        wait_until(lambda: len(tablet.windows()) == windows, 'the end of the file chooser')
        with open(path, 'rb') as file:
            require(file.read(5) == b'%PDF-', f'a PDF in {path}')

    # The second visit

    def second_visit(self):
        tablet, pictures = self.tablet, self.pictures
        self.open_order(RETURN_VISIT)
        for stage in ('Accept the order', 'Set off', 'I have arrived', 'Start the visit'):
            self.go_to_stage(stage)
        script = Script(tablet, self.checklists, {}, self.tell, self.photos, self.clock)
        left = script.play(until=lambda step: step.number >= 4)
        tablet.key('ctrl+p')
        script.write_in_dialog('用户临时外出', 'Park')
        tablet.page('DsOrderPage')
        tablet.find(tablet.say('Resume the visit'), 'button', where='DsOrderPage')
        pictures.take(tablet, 'parked')
        self.open_order(ANOTHER_ORDER)
        pictures.take(tablet, 'another-order')
        self.open_order(RETURN_VISIT)
        self.go_to_stage('Resume the visit')
        now = script.read_step()
        require(now.key == left.key, f'resumed at {now} instead of {left}')
        self.tell(f'parked and resumed at {now}')
        script.play()
        finish_return_visit(self)

    # Headquarters

    def reach_headquarters(self):
        tablet, pictures = self.tablet, self.pictures
        pictures.take(tablet, 'today-to-send')
        tablet.key('ctrl+2')
        tablet.page('DsHeadquartersPage')
        pictures.take(tablet, 'headquarters-before')
        self.hq.start()
        self.tell('the connection is back')
        self.sync()
        pictures.take(tablet, 'headquarters-after')
        tablet.key('ctrl+comma')
        tablet.page('DsSettingsPage')
        pictures.take(tablet, 'settings')
        tablet.key('ctrl+1')
        tablet.page('DsTodayPage')
        pictures.take(tablet, 'today-done')
        require(tablet.close() == 0, 'a clean end of the application')
        self.tell('headquarters has everything')


def play_whole(build, folder):
    require(FakeTime.is_there(), 'libfaketime (package faketime), by which the checklist\'s waiting times pass')
    story = WholeStory(build, folder, True)
    try:
        story.play()
        summary = story.count()
        story.hq.stop()
        take_looks(story)
    except Exception:
        if story.tablet.process is not None:
            story.pictures.take(story.tablet, 'failed')
        raise
    finally:
        story.end()
    summary['seconds'] = round(time.monotonic() - story.begun, 1)
    with open(os.path.join(folder, 'summary.json'), 'w', encoding='utf-8') as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
        file.write('\n')
    print(json.dumps(summary, ensure_ascii=False))
    check_summary(summary, visits=2, photos=10)


# More pictures of a copy of the same tablet: name, display, language, look, what is shown.
LOOKS = {
    'english': ('1290x810', 'en', {}, ('visit', 'today', 'order', 'headquarters', 'settings')),
    'phone': ('370x730', 'zh_CN', {}, ('visit', 'today', 'order', 'settings')),
    'portrait': ('810x1290', 'zh_CN', {}, ('visit', 'today', 'order')),
    'sun': ('1290x810', 'zh_CN', {'color_scheme': "'sun'"}, ('visit', 'today')),
    'dark': ('1290x810', 'zh_CN', {'color_scheme': "'dark'"}, ('visit', 'today')),
    'glove': ('1290x810', 'zh_CN', {'color_scheme': "'light'", 'glove_mode': 'true', 'text_size': '1.3'}, ('visit',)),
}
LOOK_ORDER = 'QX20261121000102'
ANOTHER_ORDER = 'AZ20261121000103'


def take_looks(story):
    shutil.copytree(story.tablet.data_dir, os.path.join(story.folder, 'looks', 'tablet'))
    for name, (size, _language, _look, _views) in LOOKS.items():
        environment = dict(os.environ, DS_DISPLAY_SIZE=size)
        command = ['sh', WITH_DISPLAY, '/usr/bin/python3', os.path.abspath(__file__), '--look', name, '--number',
                   str(story.pictures.number), story.build, story.folder]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=300)
        require(done.returncode == 0, f'the pictures “{name}”')
        story.pictures.number = int(done.stdout.split()[-1])
        story.tell(f'pictures: {name}')


def play_look(build, folder, name, number):
    """One look of the tablet, on this display; prints the number of the last picture."""
    os.environ['TZ'] = ZONE
    time.tzset()
    _size, language, look, views = LOOKS[name]
    place = os.path.join(folder, 'looks')
    clock = FakeTime.follow(os.path.join(folder, 'clock'))
    tablet = Tablet(os.path.join(build, 'bin'), os.path.join(place, 'tablet'), os.path.join(place, name),
                    os.path.join(folder, 'app.log'), language, clock)
    tablet.set_look(window_width=tablet.width, window_height=tablet.height, **look)
    pictures = Pictures(folder)
    pictures.number = number
    tablet.start()
    try:
        wait_until(tablet.pages, 'a page', 60)
        rest(1.0)
        if 'DsVisitPage' not in tablet.pages().values():
            # It was left for Today in the look before, so it does not open by itself.
            begin_another_visit(tablet, os.path.join(build, 'share', 'doorstep', 'checklists'), clock)
        show_views(tablet, pictures, name, views)
    finally:
        tablet.kill()
    print(pictures.number)


def begin_another_visit(tablet, checklists, clock):
    touch_order(tablet, LOOK_ORDER)
    if tablet.look(tablet.say('Continue the visit'), 'button', where='DsOrderPage'):
        tablet.tap(tablet.say('Continue the visit'), 'button', where='DsOrderPage')
        tablet.page('DsVisitPage')
        rest(0.5)
        return
    for stage in ('Accept the order', 'Set off', 'I have arrived', 'Start the visit'):
        tablet.tap(tablet.say(stage), 'button', where='DsOrderPage')
    script = Script(tablet, Checklists(checklists, tablet.language), {}, print, None, clock)
    script.play(until=lambda step: script.spec_of(step).type == 'number')


def show_views(tablet, pictures, name, views):
    places = {'visit': (None, 'DsVisitPage'), 'today': ('ctrl+1', 'DsTodayPage'),
              'headquarters': ('ctrl+2', 'DsHeadquartersPage'), 'settings': ('ctrl+comma', 'DsSettingsPage')}
    for view in views:
        if view == 'order':
            touch_order(tablet, ANOTHER_ORDER)
            rest(0.5)
        else:
            keys, page = places[view]
            if keys:
                tablet.key(keys)
            tablet.page(page)
        pictures.take(tablet, f'{name}-{view}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--short', action='store_true')
    parser.add_argument('--look', choices=LOOKS)
    parser.add_argument('--number', type=int, default=0)
    parser.add_argument('build')
    parser.add_argument('folder', nargs='?')
    options = parser.parse_args()
    build = os.path.realpath(options.build)
    folder = os.path.realpath(options.folder) if options.folder else os.path.join(build, 'demo')
    try:
        if options.look:
            play_look(build, folder, options.look, options.number)
        elif options.short:
            play_short(build, folder)
        else:
            play_whole(build, folder)
    except Missing as problem:
        print(f'demo: {problem}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
