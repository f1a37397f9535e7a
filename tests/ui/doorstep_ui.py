# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real program in its real window as a person would: it looks through the accessibility tree and
touches with the X pointer and keyboard. Nothing goes past the screens.

Needs /usr/bin/python3 with pyatspi, xdotool, ImageMagick's import; run under tests/support/with-display.sh.
"""

import os
import re
import signal
import subprocess
import threading

import pyatspi

POLL_S = 0.03
# Width of the edge that GTK draws around a window that no window manager frames.
EDGE = 5


class Missing(AssertionError):
    """Something a person would look for is not on the screen."""


def wait_until(look, what, timeout_s=20.0):
    """Returns look()'s first true answer; raises Missing with the words `what` after timeout_s."""
    pause = threading.Event()
    waited = 0.0
    while True:
        try:
            answer = look()
        except Exception as problem:  # the tree changes under our hands; a stale node is no answer
            answer = None
            last = problem
        else:
            last = None
        if answer:
            return answer
        if waited >= timeout_s:
            raise Missing(f'{what}: not there after {timeout_s:.0f} s{f" ({last})" if last else ""}')
        pause.wait(POLL_S)
        waited += POLL_S


class Headquarters:
    """doorstep-hq on a free port of this machine."""

    def __init__(self, bin_dir, data_dir, log_path):
        self.program = os.path.join(bin_dir, 'doorstep-hq')
        self.data_dir = data_dir
        self.log_path = log_path
        self.process = None
        self.url = None
        self.port = 0

    def command(self, *arguments):
        """Runs `doorstep-hq …` and returns what it prints."""
        result = subprocess.run([self.program, *arguments, '--data', self.data_dir], capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(f'doorstep-hq {" ".join(arguments)}: {result.stderr.strip()}')
        return result.stdout

    def start(self):
        log = open(self.log_path, 'a', encoding='utf-8')
        self.process = subprocess.Popen([self.program, 'serve', '--listen', f'127.0.0.1:{self.port}', '--data',
                                         self.data_dir], stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r'http://127\.0\.0\.1:(\d+)', line)
        if not found:
            raise RuntimeError(f'headquarters did not start; see {self.log_path}')
        self.port = int(found.group(1))
        self.url = found.group(0)

    def stop(self):
        """Cuts the connection: nobody listens on the port any more."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None


class Tablet:
    """The application in a window."""

    def __init__(self, bin_dir, data_dir, home_dir, log_path, language='zh_CN'):
        self.program = os.path.join(bin_dir, 'doorstep')
        self.data_dir = data_dir
        self.log_path = log_path
        self.process = None
        self.shots = None
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE=language, GSETTINGS_BACKEND='keyfile',
                                XDG_CONFIG_HOME=os.path.join(home_dir, 'config'),
                                XDG_DATA_HOME=os.path.join(home_dir, 'data'),
                                XDG_CACHE_HOME=os.path.join(home_dir, 'cache'))

    def set_look(self, **keys):
        """Writes look settings for the next start, e.g. color_scheme="'sun'"."""
        folder = os.path.join(self.environment['XDG_CONFIG_HOME'], 'glib-2.0', 'settings')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'keyfile')
        kept = {}
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                kept = dict(line.strip().split('=', 1) for line in file if '=' in line)
        kept.update({key.replace('_', '-'): value for key, value in keys.items()})
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[io/github/doorstep/Doorstep]\n')
            file.writelines(f'{key}={value}\n' for key, value in kept.items())

    def start(self):
        log = open(self.log_path, 'a', encoding='utf-8')
        self.process = subprocess.Popen([self.program, '--data', self.data_dir], stdout=log, stderr=log,
                                        env=self.environment)
        wait_until(lambda: self.window, 'the window', 60)

    def kill(self):
        """kill -9: the battery is pulled."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        self.process = None

    def close(self):
        """Closes the window as a person does and waits for the program to end."""
        self.key('ctrl+q')
        self.process.wait(60)
        code = self.process.returncode
        self.process = None
        return code

    # Looking

    @property
    def application(self):
        for application in pyatspi.Registry.getDesktop(0):
            if application is not None and application.get_process_id() == self.process.pid:
                return application
        return None

    @property
    def window(self):
        """The application once it has a window with something in it."""
        application = self.application
        return application if application is not None and application.childCount > 0 else None

    def nodes(self, root=None):
        """All nodes with an area, depth first; also those of pages that are not shown (see is_shown)."""
        stack = [root or self.application]
        while stack:
            node = stack.pop()
            try:
                children = [node[i] for i in range(node.childCount)]
                if node.getRoleName() != 'application':
                    yield node
            except Exception:  # it went away while we looked
                continue
            stack.extend(child for child in reversed(children) if child is not None)

    @staticmethod
    def parents(node):
        while node is not None and node.getRoleName() != 'application':
            yield node
            node = node.parent

    @staticmethod
    def frame(node):
        for parent in Tablet.parents(node):
            if parent.getRoleName() in ('frame', 'dialog', 'window'):
                return parent
        return None

    def page_on_top(self, frame, stack):
        """The page of a stack that a finger would touch: GTK 4.8 tells assistive tools of its hidden pages as if they were shown."""
        box = stack.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        component = frame.queryComponent()
        for row in range(1, 10):
            for column in (5, 3, 7, 1, 9):
                found = component.getAccessibleAtPoint(box.x + box.width * column // 10, box.y + box.height * row // 10,
                                                       pyatspi.WINDOW_COORDS)
                for parent in self.parents(found):
                    if parent.parent == stack:
                        return parent
        return None

    def is_shown(self, node):
        box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        if box.width <= 0 or box.height <= 0:
            return False
        frame = self.frame(node)
        for parent in self.parents(node):
            if parent.name == 'GtkStackPage' and parent.getRoleName() == 'panel':
                if parent.parent.childCount > 1 and self.page_on_top(frame, parent.parent) not in (parent, None):
                    return False
        return True

    def look(self, name=None, role=None, contains=None, root=None):
        """The first shown node of that name (exact), text part or role, or None."""
        for node in self.nodes(root):
            try:
                if role is not None and node.getRoleName() != role:
                    continue
                if name is not None and node.name != name:
                    continue
                if contains is not None and contains not in (node.name or ''):
                    continue
                if self.is_shown(node):
                    return node
            except Exception:  # it went away while we looked
                continue
        return None

    def find(self, name=None, role=None, contains=None, timeout_s=20.0):
        what = ' '.join(str(part) for part in (role, name or contains) if part)
        return wait_until(lambda: self.look(name, role, contains), what, timeout_s)

    def sees(self, **what):
        return self.look(**what) is not None

    def texts(self):
        """What can be read on the screen now."""
        return [node.name for node in self.nodes()
                if node.getRoleName() == 'label' and node.name and self.is_shown(node)]

    # Touching

    @staticmethod
    def place(node):
        """The node's middle in pixels of the screen; without a window manager GTK puts each window into the corner."""
        box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return box.x + box.width // 2 + EDGE, box.y + box.height // 2 + EDGE, box

    def touch(self, node):
        """With the pointer."""
        x, y, _box = self.place(node)
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True)

    def press(self, node):
        """By the node's own action, as assistive tools do; the pointer where it has none."""
        try:
            action = node.queryAction()
            names = [action.getName(i) for i in range(action.nActions)]
        except NotImplementedError:
            names = []
        if 'click' not in names:
            self.scroll_to(node)
            self.touch(node)
            return
        if not node.getState().contains(pyatspi.STATE_SENSITIVE):
            raise Missing(f'{node.name} cannot be pressed now')
        action.doAction(names.index('click'))

    def tap(self, name=None, role=None, contains=None, timeout_s=20.0):
        """Waits for the thing and presses it."""
        node = self.find(name, role, contains, timeout_s)
        self.press(node)
        return node

    def scroll_to(self, node):
        """Turns the wheel until the node's middle is on the screen."""
        height = int(os.environ.get('DS_DISPLAY_SIZE', '1280x800').split('x')[1])
        for _turn in range(80):
            x, y, _box = self.place(node)
            if 70 < y < height - 120:
                return
            button = '5' if y >= height - 120 else '4'
            subprocess.run(['xdotool', 'mousemove', str(x), str(height // 2), 'click', button], check=True)
            threading.Event().wait(POLL_S * 3)

    def key(self, keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', keys], check=True)

    def write(self, node, text):
        """Puts a text into a field, as an input method commits it."""
        node.queryEditableText().setTextContents(text)

    def type(self, text):
        """Types ASCII with the keyboard into what has the focus."""
        subprocess.run(['xdotool', 'type', '--delay', '12', text], check=True)

    def screenshot(self, path):
        subprocess.run(['import', '-window', 'root', '-depth', '8', path], check=True)
