#!/usr/bin/env python3
"""Seconds of one evaluation of Gatys' objective at 512x512 on VGG-19: a plain PyTorch loop and `doodle style`, in one run.

    style_peer.py PROGRAM VGG19.safetensors CONTENT STYLE [SIDE]

Both take Gram losses at 1_1 .. 5_1 and content at 4_2, with average pooling and zero padding. Ours is the difference of two runs
of different lengths, so that loading and preparation do not count. Prints both, their ratio, and what 100 evaluations take.
"""

import json
import struct
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as functional
from PIL import Image

BLOCKS = (2, 2, 4, 4, 1)
STYLE = ("1_1", "2_1", "3_1", "4_1", "5_1")


def read_weights(path):
    types = {"F32": np.float32, "F16": np.float16}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {name: torch.from_numpy(np.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]])
                                   .astype(np.float32).reshape(entry["shape"]))
            for name, entry in header.items() if name != "__metadata__"}


def features(weights, image):
    found, x = {}, image
    for block, count in enumerate(BLOCKS, 1):
        for number in range(1, count + 1):
            name = f"conv{block}_{number}"
            x = torch.relu(functional.conv2d(x, weights[name + ".weight"], weights[name + ".bias"], padding=1))
            found[f"{block}_{number}"] = x
        x = functional.avg_pool2d(x, 2)
    return found


def gram(x):
    flat = x.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def load(path, side):
    mean = torch.tensor([123.68, 116.779, 103.939]).reshape(1, 3, 1, 1)
    pixels = np.asarray(Image.open(path).convert("RGB").resize((side, side)), np.float32)
    return (torch.from_numpy(pixels).permute(2, 0, 1)[None] - mean).flip(1)


def peer_seconds(weights, content, style, evaluations=3):
    with torch.no_grad():
        grams = {name: gram(x) for name, x in features(weights, style).items() if name in STYLE}
        target = features(weights, content)["4_2"]
    image = content.clone().requires_grad_()
    times = []
    for _ in range(evaluations + 1):  # the first prepares memory
        start = time.perf_counter()
        found = features(weights, image)
        loss = functional.mse_loss(found["4_2"], target)
        for name in STYLE:
            loss = loss + ((gram(found[name]) - grams[name]) ** 2).sum() / (grams[name] ** 2).sum()
        image.grad = None
        loss.backward()
        times.append(time.perf_counter() - start)
    return float(np.median(times[1:]))


def our_seconds(program, model, content, style, side, short=2, long=8):
    def run(iterations, folder):
        start = time.perf_counter()
        subprocess.run([program, "style", "--content", content, "--style", style, "--model", model, "--output-size", f"{side}x{side}",
                        "--phases", "1", "--loss", "gram", "--padding", "zero", "--pooling", "average",
                        "--iterations", str(iterations), "-q", "-o", f"{folder}/out.png"],
                       check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    with tempfile.TemporaryDirectory() as folder:
        return (run(long, folder) - run(short, folder)) / (long - short)


def main():
    program, model, content, style = sys.argv[1:5]
    side = int(sys.argv[5]) if len(sys.argv) > 5 else 512
    ours = our_seconds(program, model, content, style, side)
    peer = peer_seconds(read_weights(model), load(content, side), load(style, side))
    print(f"{side}x{side}: PyTorch {peer:.2f} s, doodle {ours:.2f} s an evaluation: {peer / ours:.2f} times faster; "
          f"100 take {100 * peer:.0f} and {100 * ours:.0f} s")


if __name__ == "__main__":
    main()
