"""Pickles as PyTorch and NumPy write them, without either: stand-ins of their modules give the names."""

import collections
import io
import pickle
import struct
import sys
import types


def _module(name, **members):
    module = sys.modules.setdefault(name, types.ModuleType(name))
    for key, value in members.items():
        setattr(module, key, value)
        value.__module__, value.__qualname__, value.__name__ = name, key, key
    return module


def _function():
    return lambda *arguments: None


STORAGES = {code: type(name, (), {}) for code, name in
            {"f": "FloatStorage", "e": "HalfStorage", "d": "DoubleStorage", "q": "LongStorage"}.items()}
_module("torch", **{storage.__name__: storage for storage in STORAGES.values()})
_module("torch._utils", _rebuild_tensor_v2=_function())
_module("numpy", ndarray=type("ndarray", (), {}), dtype=type("dtype", (), {}))
_module("numpy.core")
_module("numpy.core.multiarray", _reconstruct=_function())


class Array:
    """Numbers of one struct code ("f": fp32, "e": fp16), last dimension fastest."""

    def __init__(self, shape, values, code="f"):
        self.shape, self.values, self.code = tuple(shape), values, code

    def bytes(self, order="<"):
        if self.code == "f" and order == "<" and hasattr(self.values, "tobytes"):
            return self.values.tobytes()
        return struct.pack(f"{order}{len(self.values)}{self.code}", *self.values)

    @property
    def width(self):
        return struct.calcsize(self.code)


def contiguous(shape):
    strides, step = [], 1
    for length in reversed(shape):
        strides.insert(0, step)
        step *= length
    return tuple(strides)


class TorchPickler(pickle.Pickler):
    """Writes every Array as a tensor; the storages gather in `storages`, key to Array."""

    def __init__(self, file, storages, legacy=False):
        super().__init__(file, protocol=2)
        self.storages, self.legacy = storages, legacy

    def persistent_id(self, value):
        if isinstance(value, tuple) and value[:1] == ("a storage",):
            array, key = value[1], str(len(self.storages))
            self.storages[key] = array
            identity = ("storage", STORAGES[array.code], key, "cpu", len(array.values))
            return identity + (None,) if self.legacy else identity
        return None

    def reducer_override(self, value):
        if isinstance(value, Array):
            offset = getattr(value, "offset", 0)
            strides = getattr(value, "strides", contiguous(value.shape))
            arguments = (("a storage", value), offset, value.shape, strides, False, collections.OrderedDict())
            return sys.modules["torch._utils"]._rebuild_tensor_v2, arguments
        return NotImplemented


class NumpyPickler(pickle.Pickler):
    """Writes every Array as an ndarray, as Python 3 does for Python 2: bytes by _codecs.encode."""

    def reducer_override(self, value):
        numpy = sys.modules["numpy"]
        if isinstance(value, Array):
            state = (1, value.shape, _Dtype(value.code), False, value.bytes())
            return sys.modules["numpy.core.multiarray"]._reconstruct, (numpy.ndarray, (0,), b"b"), state
        if isinstance(value, _Dtype):
            return numpy.dtype, (f"f{struct.calcsize(value.code)}", 0, 1), (3, "<", None, None, None, -1, -1, 0)
        return NotImplemented


class _Dtype:
    def __init__(self, code):
        self.code = code


def dump(pickler, value, *arguments, **options):
    file = io.BytesIO()
    pickler(file, *arguments, **options).dump(value)
    return file.getvalue()


def python2(value):
    """Protocol 2 as Python 2 writes it: strings are bytes without a type of their own. No memo."""
    def text(data):
        return (b"U" + bytes([len(data)]) if len(data) < 256 else b"T" + struct.pack("<I", len(data))) + data

    def write(item):
        if isinstance(item, Array):
            dtype = b"cnumpy\ndtype\n" + text(b"f%d" % item.width) + b"K\x00K\x01\x87R(K\x03" + text(b"<") + \
                b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
            empty = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
            shape = b"(" + b"".join(b"M" + struct.pack("<H", length) for length in item.shape) + b"t"
            return empty + b"(K\x01" + shape + dtype + b"\x89" + text(item.bytes()) + b"tb"
        if isinstance(item, dict):
            return b"}(" + b"".join(text(key.encode()) + write(entry) for key, entry in item.items()) + b"u"
        return b"](" + b"".join(write(entry) for entry in item) + b"e"

    return b"\x80\x02" + write(value) + b"."
