#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh COMMAND [ARGUMENT…]: runs a command with an X display and a session bus of its own, so
# that tests disturb neither each other nor the person at the machine. Answers with the command's exit code.
# DS_DISPLAY_SIZE (1280x800) is the screen's size.
set -eu

folder=$(mktemp -d "${TMPDIR:-/tmp}/ds-display.XXXXXX")
server=
end_display ()
{
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap end_display EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Xvfb picks a free number by itself and writes it once it accepts connections.
mkfifo "$folder/number"
Xvfb -displayfd 3 -screen 0 "${DS_DISPLAY_SIZE:-1280x800}x24" -nolisten tcp -noreset \
  3>"$folder/number" >"$folder/log" 2>&1 </dev/null &
server=$!
if ! read -r number <"$folder/number"; then
  echo "Xvfb did not start:" >&2
  cat "$folder/log" >&2
  exit 1
fi

export DISPLAY=":$number"
export GDK_BACKEND=x11
export GSK_RENDERER="${GSK_RENDERER:-cairo}"
export NO_AT_BRIDGE="${NO_AT_BRIDGE:-0}"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

status=0
dbus-run-session -- "$@" || status=$?
exit "$status"
