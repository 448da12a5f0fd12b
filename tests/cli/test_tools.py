"""The tools of the cases themselves: a runner that cannot fail would prove nothing."""

import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import make_input
import png
import run_case


class Pictures(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "a.png")
        self.other = os.path.join(self.folder.name, "b.png")

    def tearDown(self):
        self.folder.cleanup()

    def test_read_returns_what_was_written(self):
        pixels = bytes(range(2 * 3 * 3))
        png.write(self.path, 3, 2, pixels)
        self.assertEqual(png.read(self.path), (3, 2, 3, pixels))

    def test_filters_are_undone(self):
        above = bytearray([10, 20, 30, 40])
        for kind, row, expected in ((1, [5, 1, 1, 1], [5, 6, 7, 8]), (2, [1, 1, 1, 1], [11, 21, 31, 41]),
                                    (3, [1, 1, 1, 1], [6, 14, 23, 32]), (4, [1, 1, 1, 1], [11, 21, 31, 41])):
            row = bytearray(row)
            png._unfilter(kind, row, above, 1)
            self.assertEqual(list(row), expected, kind)

    def test_truncation_is_noticed(self):
        png.write(self.path, 8, 8, bytes(192))
        data = pathlib.Path(self.path).read_bytes()
        pathlib.Path(self.path).write_bytes(data[:-3])
        with self.assertRaises(ValueError):
            png.read(self.path)

    def test_difference_is_the_mean(self):
        png.write(self.path, 1, 1, bytes([10, 20, 30]))
        png.write(self.other, 1, 1, bytes([13, 20, 24]))
        self.assertEqual(png.difference(self.path, self.other), 3)

    def test_map_has_its_stripes(self):
        make_input.label_map(self.path, "4x1", "#ff0000", "#0000ff")
        self.assertEqual(png.read(self.path)[3], b"\xff\0\0" * 2 + b"\0\0\xff" * 2)


class Runner(unittest.TestCase):
    """run_case against a stand-in for the program: a shell script."""

    def problems(self, program, expect, cmd="doodle", **files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            script = root / "program"
            script.write_text("#!/bin/bash\n" + program)
            script.chmod(0o755)
            (root / "case").mkdir()
            for name, text in {"cmd": cmd, "expect.toml": expect, **files}.items():
                (root / "case" / name).write_text(text)
            return run_case.Case(root / "case").run(script)

    def test_good_cases_pass(self):
        self.assertEqual(self.problems("echo fine", 'stdout = ["^fine$"]'), [])
        self.assertEqual(self.problems("echo doodle: no >&2; exit 3", 'exit = 3\nstderr = ["no"]'), [])
        self.assertEqual(self.problems("echo '{\"a\": 1}'", '[json]\na = "int"'), [])

    def test_bad_cases_fail(self):
        for program, expect in (
                ("exit 1", ""),
                ("echo other", 'stdout = ["^fine$"]'),
                ("echo doodle: no >&2; echo more >&2; exit 3", "exit = 3"),
                ("echo doodle: no >&2; echo x; exit 3", "exit = 3"),
                ("echo wrong >&2", 'no_stderr = ["wrong"]'),
                ("touch here", 'absent = ["here"]'),
                ("touch .doodle-1.png", ""),
                ("echo 3", '[json]\na = "int"'),
                ("echo '{\"a\": \"1\"}'", '[json]\na = "int"'),
                ("echo garbage > a.png", '[pictures]\n"a.png" = "1x1"'),
                ("true", '[pictures]\n"a.png" = "1x1"')):
            self.assertNotEqual(self.problems(program, expect), [], program)

    def test_changed_file_is_noticed(self):
        self.assertNotEqual(self.problems("echo new > f", 'unchanged = ["f"]', setup="echo old > f"), [])
        self.assertEqual(self.problems("true", 'unchanged = ["f"]', setup="echo old > f"), [])

    def test_exact_output(self):
        self.assertEqual(self.problems("echo a", "", stdout="a\n"), [])
        self.assertNotEqual(self.problems("echo b", "", stdout="a\n"), [])


if __name__ == "__main__":
    unittest.main()
