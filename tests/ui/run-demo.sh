#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-demo.sh run|demo [BUILD]: the story that runs.
#   run   a headquarters on this machine with twelve orders, a tablet enrolled with it, the application in a window;
#         without a display the same as demo
#   demo  the story played through the real window on a display of its own; leaves BUILD/demo/
set -eu

mode=${1:-run}
build=${2:-build}
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$build" && pwd)

if [ "$mode" = demo ] || { [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; }; then
  unset LANGUAGE LC_ALL
  # The tablet's 1280x800 and the edge that GTK draws where no window manager does.
  export DS_DISPLAY_SIZE=1290x810
  exec sh "$here/../support/with-display.sh" /usr/bin/python3 "$here/demo.py" "$build"
fi

folder=$build/run
bin=$build/bin
share=$build/share/doorstep
hq_pid=
end ()
{
  if [ -n "$hq_pid" ]; then
    kill "$hq_pid" 2>/dev/null || true
    wait "$hq_pid" 2>/dev/null || true
  fi
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$folder"
fresh=no
if [ ! -e "$folder/hq" ]; then
  fresh=yes
  "$bin/doorstep-hq" init --name "演示总部 Demo headquarters" --data "$folder/hq"
  "$bin/doorstep-hq" technician add T001 --name "李师傅" --outlet "亦庄网点" --data "$folder/hq"
  "$bin/doorstep-hq" technician add T002 --name "赵师傅" --outlet "亦庄网点" --data "$folder/hq"
  "$bin/doorstep-hq" technician add T003 --name "孙师傅" --outlet "亦庄网点" --data "$folder/hq"
  "$bin/doorstep-hq" publish "$share"/checklists/*.json "$share"/guides/*.json --data "$folder/hq"
  "$bin/doorstep-hq" import --demo-times "$share/demo/orders.json" --data "$folder/hq"
  port=0
else
  port=$(cat "$folder/port")
fi

mkfifo "$folder/line.$$"
"$bin/doorstep-hq" serve --listen "127.0.0.1:$port" --data "$folder/hq" >"$folder/line.$$" 2>>"$folder/hq.log" &
hq_pid=$!
read -r line <"$folder/line.$$"
rm -f "$folder/line.$$"
url=${line#listening }
echo "${url##*:}" >"$folder/port"
echo "Headquarters: $url (log: $folder/hq.log)"

if [ "$fresh" = yes ]; then
  code=$("$bin/doorstep-hq" enrol-code T001 --data "$folder/hq" | grep -oE '[A-Z0-9]{4}-[A-Z0-9]{4}' | head -n 1)
  "$bin/doorstepctl" enrol "$url" "$code" --data "$folder/tablet"
  "$bin/doorstepctl" sync --data "$folder/tablet"
fi
"$bin/doorstep" --data "$folder/tablet"
