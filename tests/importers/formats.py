"""Writes networks in the formats that are imported. A network is a dictionary of pickles.Array."""

import bz2
import collections
import io
import json
import pickle
import struct
import zipfile

import pickles

# Every legacy file of PyTorch begins with this number, and the version of its protocol.
TORCH_MAGIC, TORCH_PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


def pth(path, network, compression=zipfile.ZIP_STORED):
    storages = {}
    data = pickles.dump(pickles.TorchPickler, network, storages)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("archive/data.pkl", data)
        archive.writestr("archive/byteorder", "little")
        for key, array in storages.items():
            archive.writestr(f"archive/data/{key}", array.bytes())


def pth_legacy(path, network):
    storages = {}
    data = pickles.dump(pickles.TorchPickler, network, storages, legacy=True)
    system = {"protocol_version": TORCH_PROTOCOL, "little_endian": True}
    with open(path, "wb") as file:
        for header in (TORCH_MAGIC, TORCH_PROTOCOL, system):
            file.write(pickle.dumps(header, protocol=2))
        file.write(data + pickle.dumps(sorted(storages), protocol=2))
        for key in sorted(storages):
            file.write(struct.pack("<q", len(storages[key].values)) + storages[key].bytes())


def npy_bytes(array, order="<", fortran=False, descr=None):
    shape = "(" + ", ".join(map(str, array.shape)) + ("," if len(array.shape) == 1 else "") + ")"
    header = f"{{'descr': '{descr or f'{order}f{array.width}'}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + array.bytes(order)


def npz(path, network, compression=zipfile.ZIP_STORED, **options):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, array in network.items():
            archive.writestr(f"{name}.npy", npy_bytes(array, **options))


def npy_dict(path, network):
    """np.save of a dictionary: a pickled array of no dimensions that holds one object."""
    with open(path, "wb") as file:
        file.write(npy_bytes(pickles.Array((), []), descr="|O"))
        file.write(pickles.dump(pickles.NumpyPickler, network, protocol=3))


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def pkl(path, network, protocol=2):
    write(path, pickles.dump(pickles.NumpyPickler, network, protocol=protocol))


def pkl_bz2(path, network):
    """As neural-doodle has it: a list of kernel, bias, kernel, bias, ..., from Python 2."""
    write(path, bz2.compress(pickles.python2(list(network.values()))))


def pkl_python2(path, network):
    write(path, pickles.python2(network))


def varint(number):
    data = b""
    while number > 127:
        data, number = data + bytes([number & 127 | 128]), number >> 7
    return data + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def caffemodel(path, network, old=True):
    """NetParameter with V1LayerParameter (`layers`, 2) or LayerParameter (`layer`, 100)."""
    layers = collections.OrderedDict()
    for name, array in network.items():
        layers.setdefault(name.rpartition(".")[0], []).append(array)
    data = field(1, b"VGG_ILSVRC_19_layers")
    for name, arrays in layers.items():
        blobs = b""
        for array in arrays:
            if old:
                sides = (1,) * (4 - len(array.shape)) + array.shape
                shape = b"".join(varint(i << 3) + varint(side) for i, side in enumerate(sides, 1))
            else:
                shape = field(7, field(1, b"".join(map(varint, array.shape))))
            blobs += field(6 if old else 7, shape + field(5, array.bytes()))
        data += field(2 if old else 100, field(4 if old else 1, name.encode()) + blobs)
    write(path, data)


def safetensors(path, network):
    header, data = {}, io.BytesIO()
    for name, array in network.items():
        begin = data.tell()
        data.write(array.bytes())
        header[name] = {"dtype": {"f": "F32", "e": "F16"}[array.code], "shape": list(array.shape),
                        "data_offsets": [begin, data.tell()]}
    text = json.dumps(header).encode()
    write(path, struct.pack("<Q", len(text)) + text + data.getvalue())
