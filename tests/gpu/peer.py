#!/usr/bin/env python3
"""The evaluation that gpu_benchmark times, in plain PyTorch on the same GPU; and the rate of an fp16 matrix product.

usage: peer.py WIDTH HEIGHT [REPEATS] [--device cuda] [--half]
VGG-19 up to 4_1 with drawn weights, patches of 3_1 and 4_1 with two labels matched by normalised cross-correlation (a
convolution with the style's patches), mean squared distance to the matched patches, smoothness, and the gradient.
TF32 is allowed; --half runs the convolutions and the matching in fp16.
"""

import argparse
import time

import torch
import torch.nn.functional as F

BLOCKS = ((2, 64), (2, 128), (4, 256), (1, 512))
TAPS = {(3, 1), (4, 1)}


class Network:
    def __init__(self, device, dtype):
        generator = torch.Generator().manual_seed(7)
        self.weights, inputs = [], 3
        for block, (count, outputs) in enumerate(BLOCKS, 1):
            for i in range(1, count + 1):
                weight = torch.randn(outputs, inputs, 3, 3, generator=generator) * (2 / (9 * inputs)) ** 0.5
                weight = weight.to(device, dtype).contiguous(memory_format=torch.channels_last)
                self.weights.append((block, i, weight))
                inputs = outputs

    def __call__(self, image):
        taps = []
        for block, i, weight in self.weights:
            if i == 1 and block > 1:
                image = F.avg_pool2d(image, 2)
            image = F.relu(F.conv2d(image, weight, padding=1))
            if (block, i) in TAPS:
                taps.append(image)
        return taps


def unit(values):
    return values / values.norm(dim=1, keepdim=True).clamp_min(1e-6)


class Layer:
    """A layer's style patches: those that are matched, and those that the picture is pulled towards."""

    def __init__(self, features, labels):
        self.raw = F.unfold(features.float(), 3)[0].t().contiguous()
        both = self.joined(features, labels)
        self.filters = F.unfold(both.float(), 3)[0].t().to(both.dtype).view(-1, both.shape[1], 3, 3) / 9
        self.history = torch.zeros(len(self.raw), device=features.device)

    @staticmethod
    def joined(features, labels):
        return torch.cat([unit(features), labels * 10**0.5], 1)

    def loss(self, features, labels, chunk=4096):
        with torch.no_grad():
            both = self.joined(features, labels)
            patches = (both.shape[2] - 2) * (both.shape[3] - 2)
            best = torch.full((patches,), -1e30, device=both.device)
            index = torch.zeros_like(best, dtype=torch.long)
            history = torch.empty_like(self.history)
            for q in range(0, len(self.filters), chunk):
                scores = F.conv2d(both, self.filters[q:q + chunk])[0].flatten(1).float()
                history[q:q + chunk] = scores.max(dim=1).values
                value, where = (scores - 0.2 * self.history[q:q + chunk, None]).max(dim=0)
                better = value > best
                best, index = torch.where(better, value, best), torch.where(better, where + q, index)
            self.history = history
        return (F.unfold(features.float(), 3)[0].t() - self.raw[index]).square().mean()


def labels_for(features):
    columns = torch.arange(features.shape[3], device=features.device) < features.shape[3] // 2
    one = columns.to(features.dtype).expand(1, 1, features.shape[2], -1)
    return torch.cat([one, 1 - one], 1)


def measure(device, work, repeats):
    """Seconds of one call of `work`."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    for _ in range(3):
        work()
    wait()
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    wait()
    return (time.perf_counter() - start) / repeats


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("repeats", type=int, nargs="?", default=10)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--half", action="store_true")
    arguments = parser.parse_args()
    device, dtype = arguments.device, torch.float16 if arguments.half else torch.float32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(3)
    network = Network(device, dtype)
    style, image = (torch.rand(1, 3, arguments.height, arguments.width, device=device) * 255 for _ in range(2))
    image.requires_grad_(True)
    with torch.no_grad():
        layers = [Layer(tap, labels_for(tap)) for tap in network((style - 118).to(dtype) / 64)]

    def evaluate():
        image.grad = None
        taps = network((image - 118).to(dtype) / 64)
        loss = sum(25 * layer.loss(tap, labels_for(tap).flip(1)) for layer, tap in zip(layers, taps))
        down, right = image[..., 1:, :-1] - image[..., :-1, :-1], image[..., :-1, 1:] - image[..., :-1, :-1]
        (loss + (down.square() + right.square() + 1e-6).pow(1.25).mean()).backward()

    name = torch.cuda.get_device_name() if device == "cuda" else "the CPU"
    kind = "fp16" if arguments.half else "fp32, TF32 allowed"
    seconds = measure(device, evaluate, arguments.repeats)
    print(f"PyTorch {torch.__version__} {arguments.width}x{arguments.height} on {name}, {kind}: {1e3 * seconds:.3f} ms an evaluation")
    if device == "cuda" and arguments.half:
        a, b = (torch.randn(8192, 8192, device=device, dtype=dtype) for _ in range(2))
        rate = 2 * 8192**3 / measure(device, lambda: a @ b.t(), 10) / 1e12
        print(f"fp16 matrix product 8192x8192x8192 on {name}: {rate:.1f} TFLOP/s")


if __name__ == "__main__":
    main()
