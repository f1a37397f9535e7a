# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real program in its real window as a person would: it reads the screen through the accessibility tree and
touches with the accessible actions, the X pointer and the keyboard. Nothing goes past the screens.

The tree is read over D-Bus itself, many questions at once, and nothing of it is kept: AT-SPI's own library asks one
question after the other and keeps answers that GTK 4.8 does not tell it to forget.

Needs /usr/bin/python3 with the distribution's GObject bindings, xdotool, ImageMagick's import; run under
tests/support/with-display.sh.
"""

import gettext
import os
import re
import signal
import subprocess
import threading

from gi.repository import Gio, GLib

ACCESSIBLE = 'org.a11y.atspi.Accessible'
ACTION = 'org.a11y.atspi.Action'
COMPONENT = 'org.a11y.atspi.Component'
EDITABLE = 'org.a11y.atspi.EditableText'
TEXT = 'org.a11y.atspi.Text'
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT = '/org/a11y/atspi/accessible/root'
WINDOW_COORDS = 1
STATE_SENSITIVE = 24

POLL_S = 0.04
CALL_TIMEOUT_MS = 20000
# Width of the edge that GTK draws around a window that no window manager frames.
EDGE = 5


class Missing(AssertionError):
    """Something a person would look for is not on the screen."""


def rest(seconds):
    threading.Event().wait(seconds)


def wait_until(look, what, timeout_s=20.0):
    """Returns look()'s first true answer; raises Missing with the words `what` after timeout_s."""
    waited = 0.0
    last = None
    while True:
        timer = GLib.get_monotonic_time()
        try:
            answer = look()
        except (GLib.Error, Missing) as problem:  # the tree changes under our hands; a stale node is no answer
            answer = None
            last = problem
        if answer:
            return answer
        waited += (GLib.get_monotonic_time() - timer) / 1e6 + POLL_S
        if waited >= timeout_s:
            raise Missing(f'{what}: not there after {timeout_s:.0f} s{f" ({last})" if last else ""}')
        rest(POLL_S)


class Node:
    """One thing on the screen, as it was when it was read."""

    __slots__ = ('path', 'role', 'name', 'parent', 'children')

    def __init__(self, path, parent=None):
        self.path = path
        self.role = ''
        self.name = ''
        self.parent = parent
        self.children = []

    def __iter__(self):
        """This node and all below it, depth first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def find(self, name=None, role=None, contains=None):
        return next((node for node in self if node.matches(name, role, contains)), None)

    def find_all(self, name=None, role=None, contains=None):
        return [node for node in self if node.matches(name, role, contains)]

    def matches(self, name, role, contains):
        # A dialog's answers are named twice: by their label and by its mnemonic.
        return ((name is None or self.name in (name, f'{name} {name}')) and (role is None or self.role == role) and
                (contains is None or contains in self.name))

    def labels(self):
        return [node.name for node in self if node.role == 'label']

    def __repr__(self):
        return f'<{self.role} “{self.name}”>'


class Tree:
    """The accessibility bus."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None, 0, -1,
                                    None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def call(self, bus, path, interface, method, arguments=None):
        answer = self.connection.call_sync(bus, path, interface, method, arguments, None, 0, CALL_TIMEOUT_MS, None)
        return answer.unpack()

    def call_all(self, bus, calls):
        """Asks everything at once; the answers in the same order, None where the thing has gone."""
        answers = [None] * len(calls)
        open_calls = len(calls)

        def answered(connection, result, index):
            nonlocal open_calls
            open_calls -= 1
            try:
                answers[index] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass

        for index, (path, interface, method, arguments) in enumerate(calls):
            self.connection.call(bus, path, interface, method, arguments, None, 0, CALL_TIMEOUT_MS, None, answered,
                                 index)
        context = GLib.MainContext.default()
        while open_calls > 0:
            context.iteration(True)
        return answers

    def find_bus(self, pid):
        """The bus name of a process, or None."""
        for bus, _path in self.call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren')[0]:
            if not bus:
                continue
            found = self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                              'GetConnectionUnixProcessID', GLib.Variant('(s)', (bus,)))[0]
            if found == pid:
                return bus
        return None


class FakeTime:
    """A clock that the programs under test see instead of the real one (libfaketime), so that a checklist's waiting
    times pass at once. Nothing in the product knows of it. Without the library, time is the real one."""

    LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

    def __init__(self, path, offset_s=0):
        self.path = path
        self.offset_s = offset_s
        self.write()

    @classmethod
    def follow(cls, path):
        """The clock that another process set."""
        with open(path, encoding='ascii') as file:
            return cls(path, int(file.read()))

    @classmethod
    def is_there(cls):
        return os.path.exists(cls.LIBRARY)

    def write(self):
        # Replaced as a whole: the programs read it at every look at the clock.
        with open(self.path + '.new', 'w', encoding='ascii') as file:
            file.write(f'{self.offset_s:+d}\n')
        os.rename(self.path + '.new', self.path)

    def advance(self, seconds):
        self.offset_s += seconds
        self.write()

    def environment(self):
        return {'LD_PRELOAD': self.LIBRARY, 'FAKETIME_TIMESTAMP_FILE': self.path, 'FAKETIME_NO_CACHE': '1',
                'NO_FAKE_STAT': '1'}


class Headquarters:
    """doorstep-hq on a free port of this machine."""

    def __init__(self, bin_dir, data_dir, log_path, clock=None):
        self.program = os.path.join(bin_dir, 'doorstep-hq')
        self.data_dir = data_dir
        self.log_path = log_path
        self.environment = dict(os.environ, **(clock.environment() if clock else {}))
        self.process = None
        self.url = None
        self.port = 0

    def command(self, *arguments):
        """Runs `doorstep-hq …` and returns what it prints."""
        result = subprocess.run([self.program, *arguments, '--data', self.data_dir], capture_output=True, text=True,
                                env=self.environment)
        if result.returncode != 0:
            raise RuntimeError(f'doorstep-hq {" ".join(arguments)}: {result.stderr.strip()}')
        return result.stdout

    def start(self):
        with open(self.log_path, 'a', encoding='utf-8') as log:
            self.process = subprocess.Popen([self.program, 'serve', '--listen', f'127.0.0.1:{self.port}', '--data',
                                             self.data_dir], stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=self.environment)
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
            self.process.wait(60)
            self.process.stdout.close()
            self.process = None


class Tablet:
    """The application in a window."""

    def __init__(self, bin_dir, data_dir, home_dir, log_path, language='zh_CN', clock=None):
        self.bin_dir = bin_dir
        self.data_dir = data_dir
        self.log_path = log_path
        self.process = None
        self.tree = None
        self.bus = None
        self.known_pages = {}
        self.set_language(language)
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE=language, GSETTINGS_BACKEND='keyfile',
                                XDG_CONFIG_HOME=os.path.join(home_dir, 'config'),
                                XDG_DATA_HOME=os.path.join(home_dir, 'data'),
                                XDG_CACHE_HOME=os.path.join(home_dir, 'cache'),
                                **(clock.environment() if clock else {}))
        size = os.environ.get('DS_DISPLAY_SIZE', '1280x800').split('x')
        self.width, self.height = int(size[0]), int(size[1])

    def set_language(self, language):
        """The language that the screens are read in: the program's own translations."""
        self.language = language
        self.translation = gettext.translation('doorstep', os.path.join(self.bin_dir, '..', 'share', 'locale'),
                                               [language], fallback=True)

    def say(self, text, context=None):
        """The program's words for an English source string."""
        return self.translation.pgettext(context, text) if context else self.translation.gettext(text)

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
        self.tree = Tree()
        self.known_pages = {}
        with open(self.log_path, 'a', encoding='utf-8') as log:
            self.process = subprocess.Popen([os.path.join(self.bin_dir, 'doorstep'), '--data', self.data_dir],
                                            stdout=log, stderr=log, env=self.environment)
        self.bus = wait_until(self.find_bus, 'the application', 90)
        wait_until(self.windows, 'the window', 60)

    def find_bus(self):
        if self.process.poll() is not None:
            raise RuntimeError(f'the application ended by itself ({self.process.returncode}); see {self.log_path}')
        return self.tree.find_bus(self.process.pid)

    def kill(self):
        """kill -9: the battery is pulled."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        self.process = None

    def close(self):
        """Leaves the program as a person does and waits for its end."""
        self.key('ctrl+q')
        self.process.wait(60)
        code = self.process.returncode
        self.process = None
        return code

    # Looking

    def call(self, path, interface, method, arguments=None):
        return self.tree.call(self.bus, path, interface, method, arguments)

    def windows(self):
        """The paths of the windows; a dialog comes after the window it belongs to."""
        return [path for _bus, path in self.call(ROOT, ACCESSIBLE, 'GetChildren')[0]]

    def read(self, path):
        """Reads the tree below a node; level by level, each level's questions at once."""
        root = Node(path)
        level = [root]
        while level:
            calls = []
            for node in level:
                calls.append((node.path, ACCESSIBLE, 'GetRoleName', None))
                calls.append((node.path, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Name'))))
                calls.append((node.path, ACCESSIBLE, 'GetChildren', None))
            answers = self.tree.call_all(self.bus, calls)
            following = []
            for index, node in enumerate(level):
                role, name, children = answers[index * 3:index * 3 + 3]
                node.role = role[0] if role else 'gone'
                node.name = name[0] if name else ''
                node.children = [Node(child, node) for _bus, child in (children[0] if children else [])]
                following.extend(node.children)
            level = following
        return root

    def name_of(self, path):
        return self.call(path, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Name')))[0]

    def hit(self, content, x, y):
        """The innermost node under a point of the window."""
        return self.call(content, COMPONENT, 'GetAccessibleAtPoint', GLib.Variant('(iiu)', (x, y, WINDOW_COORDS)))[0][1]

    def page_of(self, path):
        """The page that a node is on, (path, name), or None; a node never changes its page."""
        if path in self.known_pages:
            return self.known_pages[path]
        found = None
        parent = path
        while parent != ROOT and not parent.endswith('/null'):
            name = self.name_of(parent)
            if re.fullmatch(r'Ds\w+Page', name):
                found = (parent, name)
            parent = self.call(parent, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Parent')))[0][1]
        if found:
            self.known_pages[path] = found
        return found

    def pages(self):
        """The pages that can be touched now: GTK 4.8 tells assistive tools also of a stack's hidden pages."""
        # The window itself answers nothing; what fills it does.
        content = self.call(self.windows()[0], ACCESSIBLE, 'GetChildren')[0][0][1]
        _x, _y, width, height = self.extents(content)
        found = {}
        for across in (0.12, 0.88):
            point = (int(width * across), int(height * 0.55))
            path = self.hit(content, *point)
            if path.endswith('/null'):
                # GTK knows only of things that somebody has asked for once.
                self.read(content)
                path = self.hit(content, *point)
            page = self.page_of(path)
            if page:
                found[page[0]] = page[1]
        return found

    def look(self, name=None, role=None, contains=None, where=None):
        """The first node of that name (exact), text part or role, in the dialog when there is one, else on the pages
        shown (where="DsOrderPage" names one)."""
        windows = self.windows()
        if len(windows) > 1 and where is None:
            return self.read(windows[-1]).find(name, role, contains)
        for path, page in self.pages().items():
            if where is None or where == page:
                node = self.read(path).find(name, role, contains)
                if node is not None:
                    return node
        return None

    def find(self, name=None, role=None, contains=None, where=None, timeout_s=20.0):
        what = ' '.join(str(part) for part in (role, name or contains, f'in {where}' if where else '') if part)
        return wait_until(lambda: self.look(name, role, contains, where), what, timeout_s)

    def page_path(self, name, timeout_s=20.0):
        """Waits for a page."""
        def shown():
            return next((path for path, page in self.pages().items() if page == name), None)
        return wait_until(shown, f'the page {name}', timeout_s)

    def page(self, name, timeout_s=20.0):
        """Waits for a page, and reads it."""
        return self.read(self.page_path(name, timeout_s))

    def dialog(self, timeout_s=20.0):
        """Waits for a dialog, and reads it."""
        return self.read(wait_until(lambda: (self.windows()[1:] or [None])[-1], 'a dialog', timeout_s))

    def no_dialog(self, timeout_s=20.0):
        wait_until(lambda: len(self.windows()) == 1, 'the end of the dialog', timeout_s)

    def extents(self, path):
        return self.call(path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (WINDOW_COORDS,)))[0]

    def is_sensitive(self, node):
        return bool(self.call(node.path, ACCESSIBLE, 'GetState')[0][0] & (1 << STATE_SENSITIVE))

    def text_of(self, node):
        """What stands in a field."""
        return self.call(node.path, TEXT, 'GetText', GLib.Variant('(ii)', (0, -1)))[0]

    # Touching

    def place(self, node):
        """The node's middle in pixels of the screen; without a window manager GTK puts each window into the corner."""
        x, y, width, height = self.extents(node.path)
        return x + width // 2 + EDGE, y + height // 2 + EDGE

    def touch(self, node):
        """With the pointer."""
        x, y = self.place(node)
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True)

    def press(self, node):
        """By the node's own action, as assistive tools do; the pointer where it has none."""
        count = self.call(node.path, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACTION, 'NActions')))[0]
        names = [self.call(node.path, ACTION, 'GetName', GLib.Variant('(i)', (i,)))[0] for i in range(count)]
        if 'click' not in names:
            self.scroll_to(node)
            self.touch(node)
            return
        wait_until(lambda: self.is_sensitive(node), f'{node} to be pressed', 10)
        if not self.call(node.path, ACTION, 'DoAction', GLib.Variant('(i)', (names.index('click'),)))[0]:
            raise Missing(f'{node} cannot be pressed')

    def tap(self, name=None, role=None, contains=None, where=None, timeout_s=20.0):
        """Waits for the thing and presses it."""
        node = self.find(name, role, contains, where, timeout_s)
        self.press(node)
        return node

    def wheel(self, x, y, clicks):
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '--repeat', str(clicks), '--delay', '10', '5'],
                       check=True)
        rest(0.15)

    def scroll_to(self, node):
        """Turns the wheel until the node's middle is on the screen."""
        for _turn in range(80):
            x, y = self.place(node)
            if 80 < y < self.height - 120:
                return
            button = '5' if y >= self.height - 120 else '4'
            subprocess.run(['xdotool', 'mousemove', str(x), str(self.height // 2), 'click', button], check=True)
            rest(POLL_S * 3)

    def draw(self, node, strokes):
        """Draws with the pointer: points are parts of the node's width and height."""
        self.scroll_to(node)
        rest(0.3)
        x, y, width, height = self.extents(node.path)
        for stroke in strokes:
            steps = []
            for index, (across, down) in enumerate(stroke):
                steps += ['mousemove', str(x + EDGE + int(width * across)), str(y + EDGE + int(height * down))]
                steps += ['mousedown', '1'] if index == 0 else []
                steps += ['sleep', '0.02']
            subprocess.run(['xdotool', *steps, 'mouseup', '1'], check=True)

    def key(self, keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', keys], check=True)

    def write(self, node, text):
        """Puts a text into a field, as an input method commits it."""
        self.call(node.path, EDITABLE, 'SetTextContents', GLib.Variant('(s)', (text,)))

    def type(self, text):
        """Types ASCII with the keyboard into what has the focus."""
        subprocess.run(['xdotool', 'type', '--delay', '8', text], check=True)

    def center_dialogs(self):
        """Puts dialogs into the middle, as a window manager would; here there is none."""
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                               capture_output=True, text=True).stdout.split()
        for window in found:
            shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True,
                                   text=True).stdout
            place = dict(line.split('=', 1) for line in shell.splitlines())
            width, height = int(place.get('WIDTH', 0)), int(place.get('HEIGHT', 0))
            if 100 < width < self.width - 40:
                subprocess.run(['xdotool', 'windowmove', window, str((self.width - width) // 2),
                                str(max((self.height - height) // 2, 0))])

    def park_pointer(self):
        """The pointer into a corner, where it highlights nothing."""
        subprocess.run(['xdotool', 'mousemove', str(self.width - 1), str(self.height - 1)], check=True)

    def screenshot(self, path):
        """The window without the edge around it."""
        size = f'{self.width - 2 * EDGE}x{self.height - 2 * EDGE}+{EDGE}+{EDGE}'
        subprocess.run(['import', '-window', 'root', '-depth', '8', '-crop', size, '+repage', path], check=True)
