"""How long threads wait for each other. Imported before _core, which loads libgomp.

libgomp lets threads spin for milliseconds at the end of every parallel loop; where the machine does other work, that
keeps the thread that is waited for from its processor. A few microseconds do, unless the user says otherwise. Where
another package has loaded libgomp before, its settings stay.
"""

import os

if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
