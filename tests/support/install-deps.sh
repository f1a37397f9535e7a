#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages of packages.txt that are missing. Does nothing, quickly, when all are there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "This is no Debian system: install by hand what tests/support/packages.txt names." >&2
  exit 0
fi

wanted=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/packages.txt")
# shellcheck disable=SC2086
present=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii  *//p' || true)
missing=
for package in $wanted; do
  if ! printf '%s\n' "$present" | grep -qxF -- "$package"; then
    missing="$missing $package"
  fi
done

if [ -z "$missing" ]; then
  exit 0
fi

run_as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Missing packages:$missing" >&2
    echo "Install them as root, then try again: apt-get install$missing" >&2
    exit 1
  fi
  run_as_root=sudo
fi

echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$run_as_root apt-get install -y --no-install-recommends $missing </dev/null ||
  { $run_as_root apt-get update </dev/null &&
    $run_as_root apt-get install -y --no-install-recommends $missing </dev/null; }
