# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the steps of a visit in the window: reads the step that is shown, looks its title up in the checklists, and
answers it with a good value, or with the one that the story wants there."""

import json
import os
import re
import subprocess

from doorstep_ui import Missing, rest, wait_until

INPUTS = {'check': 'DsInputCheck', 'yes-no': 'DsInputYesNo', 'choice': 'DsInputChoice', 'multi': 'DsInputChoice',
          'number': 'DsInputNumber', 'text': 'DsInputText', 'scan': 'DsInputText', 'photo': 'DsInputPhoto',
          'timer': 'DsInputTimer', 'date': 'DsInputDate', 'signature': 'DsInputSignature',
          'computed': 'DsInputComputed'}
SIGNATURE = [[(0.25, 0.30), (0.40, 0.32), (0.34, 0.55), (0.27, 0.74)], [(0.33, 0.22), (0.34, 0.50), (0.34, 0.78)],
             [(0.52, 0.28), (0.60, 0.46), (0.55, 0.66), (0.70, 0.70), (0.78, 0.60)]]


class Spec:
    """What a checklist says about a step."""

    def __init__(self, checklist, section, step, language):
        self.checklist = checklist['id']
        self.section = section['id']
        self.id = step['id']
        self.answer = step['answer']
        self.type = step['answer']['type']
        self.title = step['title'][language]
        self.section_title = section['title'][language]
        self.checklist_title = checklist['title'][language]
        self.language = language

    def option_title(self, wanted):
        return next(option['title'][self.language] for option in self.answer['options'] if option['id'] == wanted)

    def good_value(self):
        """A value that passes."""
        kind = self.type
        if kind == 'yes-no':
            return 'no' if self.answer.get('failing') == 'yes' else 'yes'
        if kind == 'choice':
            return next((option['id'] for option in self.answer['options'] if 'severity' not in option),
                        self.answer['options'][0]['id'])
        if kind == 'multi':
            return [option['id'] for option in self.answer['options']]
        if kind == 'number':
            return self.good_number()
        return {'text': '正常', 'scan': 'AA8XL0E0000BN1A10001'}.get(kind)

    def good_number(self):
        least = [float(limit['min']) for limit in self.answer.get('limits', []) if 'min' in limit]
        most = [float(limit['max']) for limit in self.answer.get('limits', []) if 'max' in limit]
        plausible = self.answer.get('plausible', {})
        low = max(least + [float(plausible.get('min', '0'))])
        high = min(most + [float(plausible.get('max', '100'))])
        return f'{low + (high - low) / 2:.{self.answer["decimals"]}f}'


class Checklists:
    """All steps of the published checklists, found by what the screen shows of them."""

    def __init__(self, folder, language):
        self.specs = []
        self.texts = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith('.json'):
                with open(os.path.join(folder, name), encoding='utf-8') as file:
                    checklist = json.load(file)
                for section in checklist['sections']:
                    self.specs += [Spec(checklist, section, step, language) for step in section['steps']]

    def find(self, title, crumb, subtitle):
        """The step of that title in the section that the crumb names; of two alike, in the checklist of the subtitle."""
        found = [spec for spec in self.specs if spec.title == title and spec.section_title in crumb.split(' · ')]
        if len(found) > 1:
            found = [spec for spec in found if spec.checklist_title == subtitle] or found
        if not found:
            raise Missing(f'no checklist has the step “{title}” in “{crumb}”')
        return found[0]


class Step:
    """A step as the screen shows it."""

    def __init__(self, page, heading):
        self.page = page
        labels = [node.name for node in self.page if node.role == 'label']
        at = next(index for index, text in enumerate(labels) if re.fullmatch(r'\d+ / \d+', text))
        self.crumb = labels[at - 1]
        self.number, self.count = (int(part) for part in labels[at].split(' / '))
        self.title = labels[at + 1]
        self.labels = labels[at + 2:]
        self.subtitle = (heading + ['', ''])[1]
        self.failure = self.page.find('DsFailureCard')

    @property
    def key(self):
        return self.crumb, self.title

    def __str__(self):
        return f'{self.number}/{self.count} “{self.title}” ({self.crumb})'


class Script:
    """Answers step by step. `wanted` has the story's own values by (checklist, step) or (checklist, step, thing); a
    list is answered one after the other. `at` has what happens before a step: (checklist, step[, thing]) → function."""

    def __init__(self, tablet, checklists, wanted, tell, photos=None, clock=None):
        self.tablet = tablet
        self.checklists = checklists
        self.wanted = wanted
        self.tell = tell
        self.photos = photos
        self.clock = clock
        self.at = {}
        self.after = {}
        self.answered = 0
        self.photos_given = 0
        self.parts = {}

    # Reading

    def read_step(self, timeout_s=20):
        def shown():
            place = self.tablet.page_path('DsVisitPage', 0)
            if place not in self.parts:
                page = self.tablet.read(place)
                # The list of all steps is long: only the parts that matter are read again.
                self.parts[place] = [page.find(name) for name in ('DsStepPage', 'AdwWindowTitle')]
                self.parts[place].append(self.find_next(page))
            if None in self.parts[place]:
                del self.parts[place]
                return None
            step, heading, _next = self.parts[place]
            try:
                return Step(self.tablet.read(step.path), self.tablet.read(heading.path).labels())
            except StopIteration:  # nothing is shown there yet
                return None
        return wait_until(shown, 'a step', timeout_s)

    def find_next(self, page):
        return page.find(self.tablet.say('Next'), 'button') or page.find(self.tablet.say('To the end'), 'button')

    def read_place(self):
        """The step on the screen, or None when the end of the visit is shown."""
        def shown():
            pages = self.tablet.pages().values()
            if 'DsFinishPage' in pages:
                return 'finish'
            return self.read_step(0) if 'DsVisitPage' in pages else None
        place = wait_until(shown, 'a step or the end of the visit')
        return None if place == 'finish' else place

    def spec_of(self, step):
        return self.checklists.find(step.title, step.crumb, step.subtitle)

    def lookup(self, table, spec, step):
        thing = step.crumb.split(' · ')[-1]
        return table.get((spec.checklist, spec.id, thing), table.get((spec.checklist, spec.id)))

    # Answering

    def play(self, until=None):
        """Answers until the end of the visit is shown, or until(step) is true."""
        stuck = 0
        last = None
        while True:
            step = self.read_place()
            if step is None or (until is not None and until(step)):
                return step
            spec = self.spec_of(step)
            stuck = stuck + 1 if step.key == last else 0
            if stuck > 6:
                raise Missing(f'a way on from {step}: {step.labels[:6]}')
            last = step.key
            act = self.lookup(self.at, spec, step)
            if act is not None:
                self.forget(self.at, spec, step)
                act(step)
                continue
            lock = step.page.find(self.tablet.say('Go to that step'), 'button')
            if lock is not None:
                rest(0.36)
                self.tablet.press(lock)
            else:
                self.answer(step, spec)
                self.answered += 1
            self.wait_for_change(step, spec)

    def forget(self, table, spec, step):
        thing = step.crumb.split(' · ')[-1]
        if table.pop((spec.checklist, spec.id, thing), None) is None:
            table.pop((spec.checklist, spec.id), None)

    def wait_for_change(self, step, spec):
        """Until another step, another failure of this one, or the end is shown."""
        failure = step.failure.labels() if step.failure is not None else []

        def changed():
            if 'DsFinishPage' in self.tablet.pages().values():
                return True
            now = self.read_step(0)
            return now.key != step.key or (now.failure.labels() if now.failure is not None else []) != failure
        wait_until(changed, f'an effect of the answer to {step} ({spec.type})', 30)

    def input_of(self, step, spec):
        node = step.page.find(INPUTS[spec.type])
        if node is None:
            raise Missing(f'{INPUTS[spec.type]} at {step}')
        return node

    def button(self, root, text, role='button', context=None):
        words = self.tablet.say(text, context)
        nodes = root.find_all(words, role)
        if not nodes:
            raise Missing(f'{role} “{words}”')
        # A dialog has its answers twice, side by side and one above the other; one pair has a place.
        return next((node for node in nodes if self.tablet.extents(node.path)[2] > 0), nodes[0])

    def answer(self, step, spec):
        if step.failure is not None and not self.is_to_measure_again(step):
            self.treat_failure(step, spec)
            return
        wanted = self.lookup(self.wanted, spec, step)
        if isinstance(wanted, list) and spec.type != 'multi':
            wanted = wanted.pop(0) if len(wanted) > 1 else wanted[0]
        getattr(self, 'answer_' + spec.type.replace('-', '_'))(step, spec, wanted or spec.good_value())

    def is_to_measure_again(self, step):
        return self.tablet.say('Now measure again') in step.failure.labels()

    def next(self, step):
        node = self.parts[self.tablet.page_path('DsVisitPage')][2]
        # A tap so soon after a move would be dropped, as an impatient one.
        rest(0.36)
        self.tablet.press(node)

    def answer_check(self, step, spec, value):
        node = self.input_of(step, spec)
        rest(0.36)
        self.tablet.press(self.button(node, 'Confirm: done'))

    def answer_yes_no(self, step, spec, value):
        node = self.input_of(step, spec)
        rest(0.36)
        self.tablet.press(self.button(node, 'Yes' if value == 'yes' else 'No', 'button', 'answer'))

    def option(self, step, spec, wanted):
        title = spec.option_title(wanted)
        node = next((node for node in step.page if node.role == 'button' and node.name == title), None)
        if node is None:
            raise Missing(f'the option “{title}” at {step}: {[part for part in step.page if part.name]}')
        return node

    def answer_choice(self, step, spec, value):
        node = self.option(step, spec, value)
        rest(0.36)
        self.tablet.press(node)

    def answer_multi(self, step, spec, value):
        for option in value:
            self.tablet.press(self.option(step, spec, option))
        rest(0.36)
        self.next(step)

    def answer_number(self, step, spec, value):
        node = self.input_of(step, spec)
        field = next((part for part in node if part.role in ('text', 'text box', 'entry')), None)
        if field is None:
            raise Missing(f'the field at {step}: {[part.role for part in node]}')
        self.tablet.write(field, value)
        self.next(step)

    answer_text = answer_number
    answer_scan = answer_number

    def answer_computed(self, step, spec, value):
        self.next(step)

    def answer_timer(self, step, spec, value):
        node = self.input_of(step, spec)
        over = node.find(self.tablet.say('Time is over: go on'), 'button')
        if over is not None:
            rest(0.36)
            self.tablet.press(over)
            return
        rest(0.36)
        self.tablet.press(self.button(node, 'Start the timer'))
        self.tablet.find(self.tablet.say('Waiting…'), 'button', where='DsVisitPage')
        self.take_after(step, spec)
        if self.clock is None:
            raise Missing(f'a clock that can be moved for {step}')
        self.clock.advance(spec.answer['minutes'] * 60 + 1)
        self.tablet.tap(self.tablet.say('Time is over: go on'), 'button', where='DsVisitPage')

    def answer_photo(self, step, spec, value):
        self.give_photo(step)
        self.take_after(step, spec)
        self.next(step)

    def take_after(self, step, spec):
        """What the story does once the step is answered but still shown."""
        act = self.lookup(self.after, spec, step)
        if act is not None:
            self.forget(self.after, spec, step)
            act(step)

    def answer_signature(self, step, spec, value):
        node = self.input_of(step, spec)
        box = node.find('DsSignBox')
        pad = next(part for part in box if part.role in ('image', 'img', 'DsSignPad') or part.name == 'DsSignPad')
        self.tablet.draw(pad, SIGNATURE)
        self.take_after(step, spec)
        self.tablet.press(self.button(box, 'Accept the signature'))

    # Failures and photos

    def give_photo(self, step):
        """A picture file: the failure card's button and every other photo step choose it, the rest paste it."""
        before = len(self.tiles(step))
        path = self.photos.next()
        of_it = step.failure.find(self.tablet.say('Photo of it'), 'button') if step.failure is not None else None
        if of_it is not None or self.photos_given % 2 == 0:
            rest(0.36)
            self.tablet.press(of_it or self.button(step.page, 'Add photo'))
            self.tablet.dialog()
            rest(0.6)
            self.tablet.type(path)
            rest(0.4)
            self.tablet.key('Return')
            self.tablet.no_dialog()
        else:
            subprocess.run(['xclip', '-selection', 'clipboard', '-t', 'text/uri-list'],
                           input=f'file://{path}\r\n'.encode(), check=True)
            rest(0.15)
            self.tablet.press(self.button(step.page.find('DsInputPhoto'), 'Paste a picture'))
        wait_until(lambda: len(self.tiles(self.read_step())) > before, f'the photo at {step}', 30)
        self.photos_given += 1

    def tiles(self, step):
        pattern = self.tablet.say('Show photo %u').replace('%u', r'\d+')
        return [node for node in step.page if re.fullmatch(pattern, node.name)]

    def treat_failure(self, step, spec):
        """As the story wants it: ("remedy", words) or, else, it is told or left for the notice."""
        card = step.failure
        if card.find(self.tablet.say('Photo of it'), 'button'):
            self.give_photo(step)
            step = self.read_step()
            card = step.failure
        if card.find(self.tablet.say('Note about it'), 'button'):
            self.tablet.press(self.button(card, 'Note about it'))
            self.write_in_dialog('已现场向用户说明', 'Keep the note')
            step = self.read_step()
            card = step.failure
        self.take_after(step, spec)
        wanted = self.lookup(self.wanted, spec, step)
        if isinstance(wanted, list) and isinstance(wanted[0], tuple):
            self.tablet.press(next(node for node in card if node.role == 'button' and node.name in (
                self.tablet.say('Remedy done: measure again…'), self.tablet.say('Remedy done…'))))
            self.write_in_dialog(wanted.pop(0)[1], 'Measure again')
            return
        leave = next(node for node in card if node.role == 'button' and node.name in (
            self.tablet.say('Leave as hazard…'), self.tablet.say('Tell the customer and go on'),
            self.tablet.say('Leave it stopped…')))
        rest(0.36)
        self.tablet.press(leave)
        if leave.name != self.tablet.say('Tell the customer and go on'):
            dialog = self.tablet.dialog()
            self.tablet.press(self.button(dialog, 'Leave it as a hazard'))
            self.tablet.no_dialog()

    def write_in_dialog(self, text, accept):
        dialog = self.tablet.dialog()
        field = next(node for node in dialog if node.role in ('text', 'text box', 'entry'))
        self.tablet.write(field, text)
        self.tablet.press(self.button(dialog, accept))
        self.tablet.no_dialog()

    def add_thing(self, section_title, name):
        """One more of a repeated section, through the list of steps."""
        tablet = self.tablet
        words = tablet.say('Add to %s') % section_title
        for _turn in range(30):
            # With things in it, the section's row also has the name of one.
            node = tablet.look(contains=words, role='button', where='DsVisitPage')
            if node is not None:
                break
            # The list makes rows only for what is near: turn the wheel over it.
            tablet.wheel(160, tablet.height // 2, 8)
        tablet.tap(contains=words, role='button', where='DsVisitPage')
        self.write_in_dialog(name, 'Add')
