"""A web server on this machine whose files go wrong in chosen ways."""

import http.server
import re
import threading


class Server(http.server.ThreadingHTTPServer):
    """Serves `answers`: path -> a function that is called with the request's handler and answers it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.requests = []  # (path, the Range header or None), in order of arrival
        self.released = threading.Event()  # what stalled answers wait for
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.released.set()
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append((self.path, self.headers.get("Range")))
        self.server.answers.get(self.path, missing)(self)

    def log_message(self, *arguments):
        pass

    def head(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


def missing(request):
    request.head(404, Content_Length=5)
    request.wfile.write(b"no no")


def whole(data):
    """Ignores Range."""
    def answer(request):
        request.head(200, Content_Length=len(data))
        request.wfile.write(data)
    return answer


def ranged(data):
    """Honours `Range: bytes=N-`."""
    def answer(request):
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range") or "bytes=0-")
        begin = int(wanted[1])
        if begin >= len(data):
            request.head(416, Content_Range=f"bytes */{len(data)}", Content_Length=0)
        elif "Range" not in request.headers:
            whole(data)(request)
        else:
            request.head(206, Content_Range=f"bytes {begin}-{len(data) - 1}/{len(data)}",
                         Content_Length=len(data) - begin)
            request.wfile.write(data[begin:])
    return answer


def wrong_range(data):
    """Claims to honour Range, and sends another part."""
    def answer(request):
        request.head(206, Content_Range=f"bytes 1-{len(data) - 1}/{len(data)}", Content_Length=len(data) - 1)
        request.wfile.write(data[1:])
    return answer


def truncated(data, count):
    """Promises all of it, sends `count` bytes and hangs up."""
    def answer(request):
        request.head(200, Content_Length=len(data))
        request.wfile.write(data[:count])
    return answer


def without_length(data):
    """The end of the connection is the end of the file."""
    def answer(request):
        request.head(200)
        request.wfile.write(data)
    return answer


def stalled(data, count):
    """Sends `count` bytes and then nothing, until the test ends."""
    def answer(request):
        request.head(200, Content_Length=len(data))
        request.wfile.write(data[:count])
        request.wfile.flush()
        request.server.released.wait(60)
    return answer


def redirect(target, status=302):
    def answer(request):
        request.head(status, Location=target, Content_Length=4)
        request.wfile.write(b"gone")
    return answer


def rendezvous(data, reached, go):
    """Says that a request has come, and answers when it is let go."""
    def answer(request):
        reached.set()
        go.wait(60)
        whole(data)(request)
    return answer
