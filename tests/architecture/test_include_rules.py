"""include_rules.py on small trees of its own, so that it is known to complain."""

import pathlib
import tempfile
import unittest

import include_rules


def violations(**files):
    """What the rules say about a tree of one line per file; `__` stands for `/`, `_h` and `_cpp` for the extension."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "libdoodle").mkdir()
        for name, text in files.items():
            stem, _, extension = name.replace("__", "/").rpartition("_")
            path = root / f"{stem}.{extension}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n")
        return include_rules.violations(root)


class Allowed(unittest.TestCase):
    def test_downwards_and_beside(self):
        self.assertEqual(violations(
            libdoodle__base__a_h='#include <vector>', libdoodle__tensor__a_h='#include "base/a.h"',
            libdoodle__image__a_cpp='#include <OpenImageIO/imageio.h>', libdoodle__match__a_cpp='#include "match/b.h"',
            libdoodle__synthesis__a_cpp='#include "loss/a.h"\n#include "doodle/options.h"',
            libdoodle__backend__cpu__a_cpp='#include <oneapi/dnnl/dnnl.hpp>\n#include "backend/cpu/b.h"',
            apps__doodle__a_cpp='#include "doodle/synthesis.h"\n#include <CLI/CLI.hpp>'), [])


class Refused(unittest.TestCase):
    def refuse(self, **files):
        self.assertEqual(len(violations(**files)), 1, files)

    def test_upwards(self):
        self.refuse(libdoodle__base__a_h='#include "tensor/tensor.h"')
        self.refuse(libdoodle__backend__cpu__a_cpp='#include "match/a.h"')
        self.refuse(libdoodle__optimise__a_cpp='#include "loss/a.h"')
        self.refuse(libdoodle__loss__a_cpp='  #  include "synthesis/a.h"')

    def test_sideways(self):
        self.refuse(libdoodle__features__a_cpp='#include "match/a.h"')
        self.refuse(libdoodle__image__a_cpp='#include "backend/backend.h"')

    def test_libraries_out_of_their_place(self):
        self.refuse(libdoodle__synthesis__a_cpp='#include <OpenImageIO/imageio.h>')
        self.refuse(libdoodle__features__a_cpp='#include <oneapi/dnnl/dnnl.hpp>')
        self.refuse(libdoodle__match__a_cpp='#include <dnnl.hpp>')
        self.refuse(libdoodle__features__a_cpp='#include <curl/curl.h>')
        self.refuse(libdoodle__base__a_h='#include <CLI/CLI.hpp>')
        self.refuse(libdoodle__pack__a_cpp='#include <zip.h>')

    def test_programs_see_the_public_headers_alone(self):
        self.refuse(apps__doodle__a_cpp='#include "base/check.h"')
        self.refuse(bindings__a_cpp='#include "../libdoodle/base/check.h"', libdoodle__base__check_h="")

    def test_no_way_round_through_parent_folders(self):
        self.refuse(libdoodle__base__a_h='#include "../tensor/a.h"', libdoodle__tensor__a_h="")

    def test_public_headers_use_standard_types(self):
        self.refuse(libdoodle__include__doodle__a_h='#include <fmt/format.h>')
        self.refuse(libdoodle__include__doodle__a_h='#include "base/check.h"')
        self.refuse(libdoodle__include__doodle__a_h='#include <omp.h>')

    def test_folder_without_a_rule(self):
        self.refuse(libdoodle__helpers__a_h='#include <vector>')

    def test_nothing_includes_the_kernels_of_a_device(self):
        self.refuse(libdoodle__backend__a_cpp='#include "cuda_kernels/a.h"')


if __name__ == "__main__":
    unittest.main()
