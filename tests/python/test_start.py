"""What importing the package does and does not load."""

import subprocess
import sys


def test_what_paints_files_does_not_load_numpy():
    """It takes as long to load as a fifth of the package's own library."""
    script = "import sys, doodle; print('numpy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert shown == "False\n"
