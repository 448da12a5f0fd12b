#!/usr/bin/python3
"""Makes tests/data/vgg_reference.json: what PyTorch computes for a network on a small image, forward and backward.

    tools/make_vgg_reference.py NETWORK.safetensors... > tests/data/vgg_reference.json

The image and the tap gradients come from whole-number formulas, which tests/conformance/vgg_reference_test.cpp repeats.
Needs torch and numpy (Debian: python3-torch). Everything is computed in double precision.
"""
import hashlib
import json
import os
import re
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

HEIGHT, WIDTH = 24, 20
TAPS = ["1_2", "3_1", "4_2"]
STEP = 97  # every 97th feature is kept


def pattern(count, salt):
    """Whole numbers 0..255 from a multiplicative hash of the index."""
    index = np.arange(count, dtype=np.uint64)
    word = ((index + np.uint64(salt)) * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    return ((word >> np.uint64(13)) & np.uint64(255)).astype(np.float64)


def read(path):
    raw = open(path, "rb").read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + length])
    metadata = header.pop("__metadata__")
    types = {"F32": np.float32, "F16": np.float16}
    arrays = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[begin:end], types[entry["dtype"]]).astype(np.float64)
        arrays[name] = torch.tensor(values.reshape(entry["shape"]))
    return metadata, arrays, hashlib.sha256(raw).hexdigest()


def run(path):
    metadata, arrays, sha256 = read(path)
    image = torch.tensor(pattern(HEIGHT * WIDTH * 3, 1).reshape(1, HEIGHT, WIDTH, 3), requires_grad=True)
    x = image.permute(0, 3, 1, 2)
    if metadata["channel_order"] == "BGR":
        x = x.flip(1)
    x = x * (float(metadata["scale"]) / 255)
    if "mean" in metadata:
        x = x - torch.tensor([float(v) for v in metadata["mean"].split(",")], dtype=torch.float64).view(1, 3, 1, 1)
    linear = "conv0.weight" in arrays
    if linear:
        x = F.conv2d(x, arrays["conv0.weight"], arrays["conv0.bias"])
    keys = sorted(k for k in arrays if re.fullmatch(r"conv[1-9]_?\d\.weight", k))
    loss, taps = 0, {}
    for key in keys:
        block, number = re.fullmatch(r"conv(\d)_?(\d)\.weight", key).groups()
        if number == "1" and block != "1":
            x = F.avg_pool2d(x, 2)
        x = F.pad(x, (1, 1, 1, 1), mode="reflect" if linear else "constant")
        x = F.relu(F.conv2d(x, arrays[key], arrays[key.replace("weight", "bias")]))
        name = f"{block}_{number}"
        if name in TAPS:
            features = x.permute(0, 2, 3, 1).reshape(-1)
            gradient = torch.tensor(pattern(features.numel(), 7) / 255 - 0.5)
            loss = loss + (features * gradient).sum()
            kept = features.detach()[::STEP].tolist()
            taps[name] = {"channels": x.shape[1], "sum": features.sum().item(), "every": [round(v, 4) for v in kept]}
        if name == TAPS[-1]:
            break
    loss.backward()
    gradient = image.grad.reshape(-1)
    return {
        "file": os.path.basename(path),
        "sha256": sha256,
        "taps": taps,
        "gradient": [float(f"{v:.7g}") for v in gradient.tolist()],
    }


if __name__ == "__main__":
    networks = [run(path) for path in sys.argv[1:]]
    result = {"height": HEIGHT, "width": WIDTH, "step": STEP, "torch": torch.__version__, "networks": networks}
    print(re.sub(r",\s+(?=-?\d)", ",", json.dumps(result, indent=1)))
