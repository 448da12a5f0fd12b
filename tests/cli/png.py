"""PNG files of 8-bit RGB, with nothing but the standard library: enough to make inputs and to compare results."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write(path, width, height, pixels):
    """Writes `pixels`, height x width x 3 bytes row by row."""
    rows = b"".join(b"\0" + bytes(pixels[y * width * 3:(y + 1) * width * 3]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b""))


def chunks(path):
    """Yields (kind, data) of every chunk; raises ValueError when the file is no complete PNG."""
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(SIGNATURE):
        raise ValueError(f"{path} is no PNG")
    at, kind = len(SIGNATURE), b""
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, data[at + 8:at + 8 + length]
        at += length + 12
    if at != len(data) or kind != b"IEND":
        raise ValueError(f"{path} is truncated")


def text(path):
    """The text chunks (tEXt, uncompressed iTXt, zTXt) as a dictionary."""
    found = {}
    for kind, data in chunks(path):
        key, _, rest = data.partition(b"\0")
        if kind == b"tEXt":
            found[key.decode("latin-1")] = rest.decode("latin-1")
        elif kind == b"zTXt":
            found[key.decode("latin-1")] = zlib.decompress(rest[1:]).decode("latin-1")
        elif kind == b"iTXt" and rest[:1] == b"\0":
            found[key.decode("latin-1")] = rest[2:].split(b"\0", 2)[2].decode("utf-8")
    return found


def _unfilter(kind, row, above, step):
    """One row, in place, without its filter (PNG specification, section 9)."""
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            row[i] = row[i] + left & 255
        elif kind == 2:
            row[i] = row[i] + up & 255
        elif kind == 3:
            row[i] = row[i] + (left + up) // 2 & 255
        elif kind == 4:
            near = min((abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner))
            row[i] = row[i] + near[2] & 255


def read(path):
    """(width, height, channels, bytes) of an 8-bit grey, RGB or RGBA file that is not interlaced."""
    parts = list(chunks(path))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if depth != 8 or interlaced or colour not in (0, 2, 6):
        raise ValueError(f"{path}: only plain 8-bit grey, RGB and RGBA are read here")
    channels = {0: 1, 2: 3, 6: 4}[colour]
    stride = width * channels
    data = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    pixels, above = bytearray(), bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        row = bytearray(data[start + 1:start + 1 + stride])
        _unfilter(data[start], row, above, channels)
        pixels += row
        above = row
    return width, height, channels, bytes(pixels)


def difference(path, reference):
    """The mean absolute difference of two files' samples, 0..255; raises ValueError when their shapes differ."""
    first, second = read(path), read(reference)
    if first[:3] != second[:3]:
        raise ValueError(f"{path} is {first[:3]}, {reference} is {second[:3]}")
    return sum(abs(a - b) for a, b in zip(first[3], second[3])) / max(1, len(first[3]))
