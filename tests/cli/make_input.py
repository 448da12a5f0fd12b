#!/usr/bin/env python3
"""Makes the inputs of the cases: `make_input KIND FILE ...`.

  picture FILE WIDTHxHEIGHT [SEED]   strokes of several colours, warm on the left and cold on the right
  map FILE WIDTHxHEIGHT COLOUR...    vertical stripes of equal width, one per #rrggbb
  exr FILE VALUE                     4x4 float pixels, one of which is VALUE (nan, inf, or a number)
  weights FILE FLAW                  a safetensors file with the named flaw
"""

import json
import struct
import sys

import png


def size_of(text):
    width, height = text.split("x")
    return int(width), int(height)


def picture(path, size, seed="1"):
    width, height = size_of(size)
    state = int(seed)
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            state = (state * 1103515245 + 12345) % 2**31
            stroke = 60 if (x + 2 * y) // 3 % 4 == 0 else 0
            noise = state >> 16 & 15
            warm = x * 2 < width
            pixels += bytes((170 + stroke + noise if warm else 30 + noise, 90 + stroke + noise,
                             20 + noise if warm else 150 + stroke + noise))
    png.write(path, width, height, pixels)


def label_map(path, size, *colours):
    width, height = size_of(size)
    stripes = [bytes.fromhex(colour.lstrip("#")) for colour in colours]
    row = b"".join(stripes[x * len(stripes) // width] for x in range(width))
    png.write(path, width, height, row * height)


def exr(path, value):
    """An uncompressed scan-line OpenEXR file of half a dozen attributes, 4x4, float channels B, G, R."""
    def attribute(name, kind, data):
        return name.encode() + b"\0" + kind.encode() + b"\0" + struct.pack("<I", len(data)) + data

    side = 4
    channel = struct.pack("<iB3xii", 2, 0, 1, 1)  # 2: float
    box = struct.pack("<4i", 0, 0, side - 1, side - 1)
    header = b"".join((
        attribute("channels", "chlist", b"".join(name + b"\0" + channel for name in (b"B", b"G", b"R")) + b"\0"),
        attribute("compression", "compression", b"\0"),
        attribute("dataWindow", "box2i", box),
        attribute("displayWindow", "box2i", box),
        attribute("lineOrder", "lineOrder", b"\0"),
        attribute("pixelAspectRatio", "float", struct.pack("<f", 1)),
        attribute("screenWindowCenter", "v2f", struct.pack("<2f", 0, 0)),
        attribute("screenWindowWidth", "float", struct.pack("<f", 1)),
    )) + b"\0"
    start = struct.pack("<II", 20000630, 2) + header
    row_bytes = side * 3 * 4
    offsets = [len(start) + 8 * side + y * (8 + row_bytes) for y in range(side)]
    values = [0.5] * (side * side * 3)
    values[17] = float(value)
    rows = b"".join(struct.pack("<ii", y, row_bytes) + struct.pack(f"<{side * 3}f", *values[y * side * 3:][:side * 3])
                    for y in range(side))
    with open(path, "wb") as file:
        file.write(start + struct.pack(f"<{side}Q", *offsets) + rows)


def weights(path, flaw):
    entry = {"dtype": "F32", "shape": [2, 3, 3, 3], "data_offsets": [0, 216]}
    bias = {"dtype": "F32", "shape": [2], "data_offsets": [216, 224]}
    data = bytes(224)
    if flaw == "shape":
        entry["shape"] = [2, 3, 3, 4]
    elif flaw == "dtype":
        entry["dtype"] = "Q7"
    elif flaw == "overlap":
        bias["data_offsets"] = [200, 208]
    elif flaw == "short":
        data = data[:100]
    header = json.dumps({"conv1_1.weight": entry, "conv1_1.bias": bias}).encode()
    if flaw == "json":
        header = header[:-2]
    length = {"length": 2**62, "zero": 0}.get(flaw, len(header))
    with open(path, "wb") as file:
        file.write(b"" if flaw == "empty" else struct.pack("<Q", length) + header + data)


KINDS = {"picture": picture, "map": label_map, "exr": exr, "weights": weights}

if __name__ == "__main__":
    KINDS[sys.argv[1]](*sys.argv[2:])
