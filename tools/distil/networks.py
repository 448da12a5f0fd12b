"""The teacher (VGG-19 to conv4_2) and the student (the same shape with a quarter of the channels)."""

import json
import pathlib
import struct

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

DEPTHS = {1: 2, 2: 2, 3: 4, 4: 2}  # convolutions per block, to conv4_2
WIDTHS = {1: 16, 2: 32, 3: 64, 4: 128}  # the student's channels per block
TEACHER_WIDTHS = {1: 64, 2: 128, 3: 256, 4: 512}
TAPS = ("1_1", "2_1", "3_1", "4_1", "4_2")
MEAN, DEVIATION = 0.45, 0.25  # of the student's input, RGB 0..1, the same for every channel


def layers():
    """(block, number, name) of every convolution, in order."""
    return [(block, number, f"{block}_{number}") for block in DEPTHS for number in range(1, DEPTHS[block] + 1)]


def convolve(features, weight, bias, padding="replicate"):
    """A 3x3 convolution whose borders replicate: a painting goes on beyond its edge, it does not turn black."""
    return F.conv2d(F.pad(features, (1, 1, 1, 1), mode=padding), weight, bias)


def read_safetensors(path):
    """(arrays by name as float tensors, metadata) of a safetensors file with F16 and F32 arrays."""
    raw = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + length])
    metadata = header.pop("__metadata__", {})
    kinds = {"F32": np.float32, "F16": np.float16}
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(raw[8 + length + begin:8 + length + end], kinds[entry["dtype"]])
        arrays[name] = torch.from_numpy(values.reshape(entry["shape"]).astype(np.float32))
    return arrays, metadata


def write_safetensors(path, arrays, metadata):
    """Writes `arrays` as F16, in the given order, with `metadata` (text to text)."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, values in arrays.items():
        blob = values.detach().cpu().numpy().astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(values.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class Vgg(nn.Module):
    """A network of VGG-19's shape with fixed weights, from a file with arrays convB_N or convBN; average pooling."""

    def __init__(self, path, padding="replicate"):
        super().__init__()
        self.arrays, self.metadata = read_safetensors(path)
        self.padding = padding
        self.type = torch.float32

    def to_type(self, kind):
        """Computes in `kind` from now on; bfloat16 is twice as fast where the processor has it."""
        self.type = kind
        self.arrays = {name: values.to(kind) for name, values in self.arrays.items()}
        return self

    def prepare(self, image):
        """RGB 0..1 to what the file's metadata says its first layer takes."""
        if self.metadata["channel_order"] == "BGR":
            image = image.flip(1)
        image = image * float(self.metadata["scale"])
        triple = lambda key, value: torch.tensor([float(x) for x in self.metadata.get(key, value).split(",")])
        return (image - triple("mean", "0,0,0").view(1, 3, 1, 1)) / triple("std", "1,1,1").view(1, 3, 1, 1)

    def forward(self, image):
        x = self.prepare(image).to(self.type)
        if "conv0.weight" in self.arrays:
            x = F.conv2d(x, self.arrays["conv0.weight"], self.arrays["conv0.bias"])
        tapped = {}
        for block, number, name in layers():
            if block > 1 and number == 1:
                x = F.avg_pool2d(x, 2)
            key = f"conv{name}" if f"conv{name}.weight" in self.arrays else f"conv{block}{number}"
            x = F.relu(convolve(x, self.arrays[key + ".weight"], self.arrays[key + ".bias"], self.padding))
            if name in TAPS:
                tapped[name] = x.float()
        return tapped


class Student(nn.Module):
    """The thin network, and the linear heads through which each tapped layer must speak the teacher's features."""

    def __init__(self):
        super().__init__()
        self.convolutions, self.heads = nn.ModuleDict(), nn.ModuleDict()
        inputs = 3
        for block, _, name in layers():
            convolution = nn.Conv2d(inputs, WIDTHS[block], 3)
            nn.init.kaiming_normal_(convolution.weight)
            nn.init.zeros_(convolution.bias)
            self.convolutions[name] = convolution
            inputs = WIDTHS[block]
            if name in TAPS:
                self.heads[name] = nn.Conv2d(WIDTHS[block], TEACHER_WIDTHS[block], 1)

    def forward(self, image):
        """The student's own features at every tapped layer, for RGB 0..1."""
        x = (image - MEAN) / DEVIATION
        tapped = {}
        for block, number, name in layers():
            if block > 1 and number == 1:
                x = F.avg_pool2d(x, 2)
            convolution = self.convolutions[name]
            x = F.relu(convolve(x, convolution.weight, convolution.bias))
            if name in TAPS:
                tapped[name] = x
        return tapped

    def speak(self, features):
        """The teacher's features as the heads guess them."""
        return {name: self.heads[name](features[name]) for name in features}

    def export(self, path, metadata):
        """Writes the convolutions without the heads, in the project's own format."""
        arrays = {}
        for _, _, name in layers():
            arrays[f"conv{name}.weight"] = self.convolutions[name].weight
            arrays[f"conv{name}.bias"] = self.convolutions[name].bias
        write_safetensors(path, arrays, metadata)
