#!/usr/bin/env bash
# Installs the packages of scripts/packages.txt that are missing; with nothing missing it needs neither root nor network.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get; install what scripts/packages.txt lists with its own package manager." >&2
  exit 0
fi
missing=()
while read -r package; do
  [[ -z "$package" || "$package" == \#* ]] && continue
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [[ "$status" == "install ok installed" ]] || missing+=("$package")
done <packages.txt
((${#missing[@]})) || exit 0

as_root=()
if [[ $(id -u) != 0 ]]; then as_root=(sudo); fi
echo "Installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
