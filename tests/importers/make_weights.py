#!/usr/bin/env python3
"""Writes files of weights with known contents: `make_weights.py KIND FILE`.

The kinds of SMALL hold a kernel of 4x3x3x3, its bias, and a classifier of 5x7 that is of no use; number i of each is
(i % 61 - 30) / 16. The kinds of NETWORKS hold all convolutions of VGG, zero but for what network() says.
"""

import array
import sys
import zipfile

import formats
from pickles import Array

NAMES = ("features.0.weight", "features.0.bias", "classifier.0.weight")
SHAPES = ((4, 3, 3, 3), (4,), (5, 7))


def numbers(count):
    return array.array("f", ((i % 61 - 30) / 16 for i in range(count)))


def product(shape):
    count = 1
    for length in shape:
        count *= length
    return count


def small(code="f"):
    return {name: Array(shape, numbers(product(shape)), code) for name, shape in zip(NAMES, SHAPES)}


def strided():
    """The kernel lies outputs last in a storage that begins 5 numbers earlier, as a transposed view does."""
    network = small()
    kernel = network[NAMES[0]]
    stored = array.array("f", bytes(4 * (5 + 108)))
    for o in range(4):
        for rest in range(27):
            stored[5 + rest * 4 + o] = kernel.values[o * 27 + rest]
    kernel.values, kernel.offset, kernel.strides = stored, 5, (1, 36, 12, 4)
    return network


def fortran():
    """The same numbers, first dimension fastest."""
    network = small()
    for item in network.values():
        ordered = array.array("f", item.values)
        index, steps = [0] * len(item.shape), [product(item.shape[:d]) for d in range(len(item.shape))]
        for value in item.values:
            ordered[sum(i * step for i, step in zip(index, steps))] = value
            for d in reversed(range(len(index))):
                index[d] += 1
                if index[d] < item.shape[d]:
                    break
                index[d] = 0
        item.values = ordered
    return network


SMALL = {
    "pth": lambda path: formats.pth(path, small()),
    "pth_deflated": lambda path: formats.pth(path, small(), zipfile.ZIP_DEFLATED),
    "pth_half": lambda path: formats.pth(path, small("e")),
    "pth_double": lambda path: formats.pth(path, small("d")),
    "pth_strided": lambda path: formats.pth(path, strided()),
    "pth_checkpoint": lambda path: formats.pth(path, {"epoch": 3, "loss": 0.5, "best": None, "state_dict": small()}),
    "pth_legacy": lambda path: formats.pth_legacy(path, small()),
    "npz": lambda path: formats.npz(path, small()),
    "npz_deflated": lambda path: formats.npz(path, small("e"), zipfile.ZIP_DEFLATED),
    "npz_fortran": lambda path: formats.npz(path, fortran(), fortran=True),
    "npz_big_endian": lambda path: formats.npz(path, small(), order=">"),
    "npy": lambda path: formats.npy_dict(path, small()),
    "pkl": lambda path: formats.pkl(path, small()),
    "pkl_protocol0": lambda path: formats.pkl(path, small(), 0),
    "pkl_protocol4": lambda path: formats.pkl(path, {"params": small()}, 4),
    "pkl_python2": lambda path: formats.pkl_python2(path, small()),
    "pkl_bz2": lambda path: formats.pkl_bz2(path, small()),
    "caffemodel": lambda path: formats.caffemodel(path, small()),
    "caffemodel_new": lambda path: formats.caffemodel(path, small(), old=False),
    "safetensors": lambda path: formats.safetensors(path, small("e")),
}

# Three filters of Oxford's first layer, blue, green, red, to one decimal.
OXFORD = {
    0: (.3, .3, 0, .2, .1, -.3, -.1, -.2, -.3, .5, .4, 0, .3, .1, -.4, -.1, -.3, -.5, .4, .4, 0, .3, .1, -.3, -.1, -.3, -.4),
    22: (.1, .2, .1, .2, .2, .1, .1, .2, .1, .1, 0, .1, 0, 0, 0, 0, 0, 0, -.1, -.2, -.2, -.2, -.3, -.2, -.2, -.2, -.2),
    29: (-.2, -.2, -.1, -.2, -.2, -.2, -.2, -.2, -.1, 0, 0, 0, -.1, -.1, -.1, -.1, -.1, -.1, .2, .2, .1, .2, .2, .1, .1, .1, 0),
}
COUNTS = {"vgg19": (2, 2, 4, 4, 4), "vgg16": (2, 2, 3, 3, 3)}
CHANNELS = (64, 128, 256, 512, 512)


def first_layer(oxford):
    """Smooth filters, alike in all colours; or Oxford's."""
    kernel = array.array("f", ((tap % 3 + tap // 3) / 4 for tap in range(9))) * (64 * 3)
    for index, filter_ in OXFORD.items() if oxford else ():
        kernel[index * 27:index * 27 + 27] = array.array("f", filter_)
    return kernel


def network(architecture, names, oxford=False, classifier=True):
    """Layer k (from 0): weight [1, 2, 0, 1] is k + 1, the others zero; biases (k + 1) / 4. `names` gives the names of
    kernel and bias by number of layer, block and convolution, and by its place in torchvision's list."""
    result, inputs, place, k = {}, 3, 0, 0
    for block, count in enumerate(COUNTS[architecture]):
        for number in range(count):
            outputs = CHANNELS[block]
            kernel = array.array("f", bytes(4 * outputs * inputs * 9))
            kernel[(1 * inputs + 2) * 9 + 1] = k + 1
            if k == 0:
                kernel = first_layer(oxford)
            weight, bias = names(k, f"{block + 1}_{number + 1}", place)
            result[weight] = Array((outputs, inputs, 3, 3), kernel)
            result[bias] = Array((outputs,), array.array("f", [(k + 1) / 4]) * outputs)
            inputs, place, k = outputs, place + 2, k + 1
        place += 1
    if classifier:
        result["classifier.0.weight"] = Array((5, 7), numbers(35))
        result["classifier.0.bias"] = Array((5,), numbers(5))
    return result


def torchvision(k, layer, place):
    return f"features.{place}.weight", f"features.{place}.bias"


def caffe(k, layer, place):
    return f"conv{layer}.0", f"conv{layer}.1"


def flat(k, layer, place):
    return f"arr_{2 * k}", f"arr_{2 * k + 1}"


NETWORKS = {
    "vgg19.pth": lambda path: formats.pth(path, network("vgg19", torchvision)),
    "vgg16.pth": lambda path: formats.pth(path, network("vgg16", torchvision)),
    "caffe19.pth": lambda path: formats.pth_legacy(path, network("vgg19", torchvision, oxford=True)),
    "vgg19.caffemodel": lambda path: formats.caffemodel(path, network("vgg19", caffe)),
    "nameless.npy": lambda path: formats.npy_dict(path, network("vgg16", flat, classifier=False)),
    "timm.safetensors": lambda path: formats.safetensors(path, network("vgg19", torchvision)),
}

if __name__ == "__main__":
    (SMALL | NETWORKS)[sys.argv[1]](sys.argv[2])
