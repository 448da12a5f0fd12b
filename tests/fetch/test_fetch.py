"""`doodle models fetch` against a server on this machine. $DOODLE names the program."""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import server as web

DATA = bytes(range(256)) * 1200
HASH = hashlib.sha256(DATA).hexdigest()
NAME = "tiny.safetensors"


class FetchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doodle-fetch-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.home = self.root / "home"
        self.server = web.Server()
        self.addCleanup(self.server.close)
        self.registry = self.root / "models.json"
        self.register()

    def register(self, **changes):
        """A registry of one model whose file has these fields."""
        file = {"name": NAME, "format": "safetensors", "url": self.server.url + "/file", "sha256": HASH}
        model = {"name": "tiny", "architecture": "thin", "files": [file | changes]}
        self.registry.write_text(json.dumps({"format": 1, "models": [model]}))

    def serve(self, answer):
        self.server.answers["/file"] = answer

    def start(self, *words, timeout=20):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("DOODLE_") and not name.lower().endswith("_proxy")}
        variables = kept | {"DOODLE_HOME": str(self.home), "HOME": str(self.root),
                            "XDG_CACHE_HOME": str(self.root / "cache"), "TORCH_HOME": str(self.root / "torch"),
                            "DOODLE_FETCH_TIMEOUT": str(timeout)}
        return subprocess.Popen([os.environ["DOODLE"], "models", *words, "--registry", str(self.registry)],
                                env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_models(self, *words, **options):
        process = self.start(*words, **options)
        process.stdout_text, process.stderr_text = process.communicate()
        return process

    def fetch(self, **options):
        return self.run_models("fetch", "tiny", **options)

    @property
    def partial(self):
        return self.home / f"{NAME}.{HASH[:12]}.part"

    def leave_partial(self, data):
        self.home.mkdir(exist_ok=True)
        self.partial.write_bytes(data)

    def expect_file(self, process):
        self.assertEqual((process.returncode, process.stdout_text), (0, f"{self.home / NAME}\n"), process.stderr_text)
        self.assertEqual((self.home / NAME).read_bytes(), DATA)
        self.assertEqual([path.name for path in self.home.iterdir()], [NAME])

    def expect_failure(self, process, regex, code=4, kept=0):
        """One line that matches, no file, and `kept` bytes to go on from."""
        self.assertEqual((process.returncode, process.stdout_text), (code, ""), process.stderr_text)
        self.assertRegex(process.stderr_text, regex)
        self.assertRegex(process.stderr_text, r"\Adoodle: [^\n]*\n\Z")
        self.assertFalse((self.home / NAME).exists())
        self.assertEqual(self.partial.stat().st_size if self.partial.exists() else 0, kept)


class Whole(FetchTest):
    def test_correct(self):
        for answer in (web.whole, web.ranged, web.without_length):
            with self.subTest(answer.__name__):
                (self.home / NAME).unlink(missing_ok=True)
                self.serve(answer(DATA))
                self.expect_file(self.fetch())
                self.assertEqual(self.server.requests[-1], ("/file", None))

    def test_quiet_without_a_terminal(self):
        self.serve(web.whole(DATA))
        self.assertEqual(self.fetch().stderr_text, "")

    def test_json(self):
        self.serve(web.whole(DATA))
        self.assertEqual(json.loads(self.run_models("fetch", "tiny", "--json").stdout_text),
                         {"model": "tiny", "file": str(self.home / NAME), "sha256": HASH, "fetched": True,
                          "network": str(self.home / NAME)})

    def test_a_second_time_nothing_is_asked(self):
        self.serve(web.whole(DATA))
        self.expect_file(self.fetch())
        again = self.fetch()
        self.expect_file(again)
        self.assertIn("already", again.stderr_text)
        self.assertEqual(len(self.server.requests), 1)

    def test_a_wrong_file_is_replaced(self):
        self.home.mkdir()
        (self.home / NAME).write_bytes(b"something else")
        self.serve(web.whole(DATA))
        self.expect_file(self.fetch())

    def test_what_pytorch_has_is_used(self):
        place = self.root / "torch/hub/checkpoints"
        place.mkdir(parents=True)
        (place / NAME).write_bytes(DATA)
        self.assertEqual(self.fetch().stdout_text, f"{place / NAME}\n")
        self.assertEqual(self.server.requests, [])


class Redirects(FetchTest):
    def test_followed(self):
        for status in (301, 302, 303, 307, 308):
            self.serve(web.redirect("/elsewhere", status))
            self.server.answers["/elsewhere"] = web.whole(DATA)
            (self.home / NAME).unlink(missing_ok=True)
            self.expect_file(self.fetch())

    def chain(self, count):
        self.serve(web.redirect("/1"))
        for i in range(1, count):
            self.server.answers[f"/{i}"] = web.redirect(f"/{i + 1}")
        self.server.answers[f"/{count}"] = web.whole(DATA)

    def test_five(self):
        self.chain(5)
        self.expect_file(self.fetch())

    def test_six_are_too_many(self):
        self.chain(6)
        self.expect_failure(self.fetch(), "more than 5 redirects")

    def test_loop(self):
        self.serve(web.redirect("/file"))
        self.expect_failure(self.fetch(), "more than 5 redirects")
        self.assertEqual(len(self.server.requests), 6)

    def test_to_plain_http_elsewhere(self):
        self.serve(web.redirect("http://models.invalid/file"))
        self.expect_failure(self.fetch(), "http://models.invalid/file is not https")

    def test_to_a_file_of_this_machine(self):
        self.serve(web.redirect(self.registry.as_uri()))
        self.expect_failure(self.fetch(), "is not https")


class Failures(FetchTest):
    def test_not_found(self):
        self.expect_failure(self.fetch(), "the server answered 404")

    def test_corrupted(self):
        self.serve(web.whole(DATA[:-1] + b"\0"))
        self.expect_failure(self.fetch(), f"has the SHA-256 [0-9a-f]{{64}}, not {HASH}")

    def test_truncated(self):
        self.serve(web.truncated(DATA, 1000))
        self.expect_failure(self.fetch(), "ended before the file did.*kept", kept=1000)

    def test_truncated_where_only_the_registry_knows_the_size(self):
        self.register(bytes=len(DATA))
        self.serve(web.without_length(DATA[:1000]))
        self.expect_failure(self.fetch(), f"1000 of {len(DATA)} bytes came", kept=1000)

    def test_another_size(self):
        self.register(bytes=len(DATA) - 1)
        self.serve(web.whole(DATA))
        self.expect_failure(self.fetch(), f"has {len(DATA)} bytes, not {len(DATA) - 1}")

    def test_too_much(self):
        self.register(bytes=1000)
        self.serve(web.without_length(DATA))
        process = self.fetch()
        self.assertEqual(process.returncode, 4)
        self.assertIn("more than the 1000 bytes", process.stderr_text)
        self.assertFalse((self.home / NAME).exists())

    def test_stalled(self):
        self.serve(web.stalled(DATA, 1000))
        self.expect_failure(self.fetch(timeout=1), "nothing came for 1 s", kept=1000)

    def test_nobody_answers(self):
        self.server.close()
        self.expect_failure(self.fetch(), "is this machine online")

    def test_plain_http_elsewhere(self):
        self.register(url="http://models.invalid/file")
        self.expect_failure(self.fetch(), "is not https")

    def test_timeout_out_of_range(self):
        self.expect_failure(self.fetch(timeout=0), "DOODLE_FETCH_TIMEOUT", code=2)

    def test_folder_that_cannot_be_made(self):
        self.home.write_text("a file")
        process = self.fetch()
        self.assertEqual(process.returncode, 3)
        self.assertIn(str(self.home), process.stderr_text)


class Resume(FetchTest):
    def test_where_the_server_can(self):
        self.leave_partial(DATA[:1000])
        self.serve(web.ranged(DATA))
        self.expect_file(self.fetch())
        self.assertEqual(self.server.requests, [("/file", "bytes=1000-")])

    def test_where_it_ignores_the_range(self):
        self.leave_partial(b"x" * 1000)
        self.serve(web.whole(DATA))
        self.expect_file(self.fetch())

    def test_where_it_sends_another_part(self):
        self.leave_partial(DATA[:1000])
        self.serve(web.wrong_range(DATA))
        self.expect_failure(self.fetch(), "another part", kept=1000)

    def test_after_a_broken_connection(self):
        self.serve(web.truncated(DATA, 5000))
        self.assertEqual(self.fetch().returncode, 4)
        self.serve(web.ranged(DATA))
        self.expect_file(self.fetch())

    def test_of_all_bytes(self):
        self.leave_partial(DATA)
        self.serve(web.ranged(DATA))
        self.expect_file(self.fetch())

    def test_of_other_bytes_begins_anew(self):
        for flaw in (b"x" * 1000, DATA + b"x"):
            (self.home / NAME).unlink(missing_ok=True)
            self.leave_partial(flaw)
            self.serve(web.ranged(DATA))
            self.expect_file(self.fetch())

    def test_through_a_redirect(self):
        self.leave_partial(DATA[:1000])
        self.serve(web.redirect("/elsewhere"))
        self.server.answers["/elsewhere"] = web.ranged(DATA)
        self.expect_file(self.fetch())
        self.assertEqual(self.server.requests[-1], ("/elsewhere", "bytes=1000-"))


class TwoAtOnce(FetchTest):
    def test_one_waits_for_the_other(self):
        reached, go = threading.Event(), threading.Event()
        self.serve(web.rendezvous(DATA, reached, go))
        first = self.start("fetch", "tiny")
        self.assertTrue(reached.wait(60))
        second = self.start("fetch", "tiny")
        go.set()
        for process in (first, second):
            process.stdout_text, process.stderr_text = process.communicate()
            self.expect_file(process)
        self.assertEqual(len(self.server.requests), 1)

    def test_interrupted_ones_leave_the_lock(self):
        self.serve(web.stalled(DATA, 1000))
        first = self.start("fetch", "tiny", timeout=60)
        while not (self.partial.exists() and self.partial.stat().st_size == 1000):
            self.assertIsNone(first.poll())
            time.sleep(0.02)
        first.send_signal(signal.SIGINT)
        self.assertIn("continue", first.communicate()[1])
        self.assertEqual(first.returncode, 130)
        self.serve(web.ranged(DATA))
        self.expect_file(self.fetch())
        self.assertEqual(self.server.requests[-1], ("/file", "bytes=1000-"))


class Names(FetchTest):
    def test_unknown(self):
        self.expect_failure(self.run_models("fetch", "vgg99"), "no model vgg99; the names are random, tiny")

    def test_random_needs_none(self):
        self.expect_failure(self.run_models("fetch", "random"), "needs no file")

    def test_without_an_address(self):
        model = {"name": "tiny", "architecture": "thin", "advice": "ask a friend",
                 "files": [{"name": NAME, "format": "safetensors"}]}
        self.registry.write_text(json.dumps({"format": 1, "models": [model]}))
        self.expect_failure(self.fetch(), "no download.*ask a friend")


class Import(FetchTest):
    """A file that is no safetensors, beside the one that it is imported to."""

    def offer(self, data):
        sha256 = hashlib.sha256(data).hexdigest()
        files = [{"name": NAME, "format": "safetensors"},
                 {"name": "tiny.pth", "format": "pytorch", "url": self.server.url + "/file", "sha256": sha256}]
        model = {"name": "tiny", "architecture": "thin", "files": files}
        self.registry.write_text(json.dumps({"format": 1, "models": [model]}))
        self.serve(web.whole(data))

    def test_the_network_is_made(self):
        weights = self.root / "weights.pth"
        script = pathlib.Path(__file__).parent.parent / "importers/make_weights.py"
        subprocess.run([sys.executable, "-B", script, "vgg19.pth", weights], check=True)
        self.offer(weights.read_bytes())
        process = self.fetch()
        self.assertEqual((process.returncode, process.stdout_text), (0, f"{self.home / NAME}\n"), process.stderr_text)
        self.assertIn("tiny.pth, which is no longer needed", process.stderr_text)
        self.assertEqual(self.run_models("verify").returncode, 0)

    def test_what_cannot_be_imported_is_said(self):
        self.offer(DATA)
        self.expect_failure(self.fetch(), "tiny.pth")
        self.assertFalse((self.home / NAME).exists())

    def test_not_fetched_when_the_network_is_here(self):
        self.offer(DATA)
        self.home.mkdir()
        (self.home / NAME).write_bytes(b"imported")
        self.assertEqual(self.fetch().stdout_text, f"{self.home / NAME}\n")
        self.assertEqual(self.server.requests, [])


class Verify(FetchTest):
    def states(self, process):
        return [file["state"] for file in json.loads(process.stdout_text)["files"]]

    def test_nothing_here(self):
        process = self.run_models("verify", "--json")
        self.assertEqual((process.returncode, self.states(process)), (0, []))

    def test_good(self):
        self.serve(web.whole(DATA))
        self.fetch()
        process = self.run_models("verify", "tiny", "--json")
        self.assertEqual((process.returncode, self.states(process)), (0, ["good"]))

    def test_wrong(self):
        self.home.mkdir()
        (self.home / NAME).write_bytes(DATA[1:])
        process = self.run_models("verify")
        self.assertEqual(process.returncode, 4)
        self.assertRegex(process.stdout_text,
                         rf"^wrong +{self.home / NAME}: .*{HASH}; remove it and `doodle models fetch tiny`")
        self.assertEqual(process.stderr_text, "doodle: 1 of 1 files cannot be trusted\n")

    def test_broken(self):
        self.register(url="", sha256="")
        self.home.mkdir()
        (self.home / NAME).write_bytes(DATA)
        process = self.run_models("verify", "tiny", "--json")
        self.assertEqual((process.returncode, self.states(process)), (4, ["broken"]))


if __name__ == "__main__":
    unittest.main()
