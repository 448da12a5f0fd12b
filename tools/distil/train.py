"""Distils VGG-19 into the thin network.

usage: train.py --teacher vgg19_conv.safetensors --photos FOLDER [--photos FOLDER ...] --output thin.safetensors
                [--steps 6000] [--weight 1_1=3 ...] [--resume | --start STATE]

The student learns, at every tapped layer, (1) features from which a linear head tells the teacher's, channel by channel
in units of the channel's own size, and (2) the teacher's similarities of 3x3 patches, because matching is what its
features are for. A state is saved every 500 steps; --resume goes on from it.
"""

import argparse
import math
import pathlib
import time

import torch
import torch.nn.functional as F

from networks import TAPS, Student, Vgg
from pictures import Inversions, Pictures, load

BATCH, INVERTED = 8, 1  # crops per step, and how many of them are images under optimisation
RATE = 2e-3
WEIGHTS = {"1_1": 0.3, "2_1": 0.6, "3_1": 1.0, "4_1": 1.0, "4_2": 0.5}
SIMILARITY, MATCHED, SAMPLES = 5.0, ("3_1", "4_1"), 192  # weight, layers, patches per layer and step
STRIDES = {"1_1": 4, "2_1": 2}  # neighbours tell the same there: the heads are trained on some positions only
HELD_OUT = 40  # the last photographs by name: never trained on


def channel_sizes(teacher, pictures):
    """Root mean square of every teacher channel, the unit of its errors."""
    sums = {tap: 0.0 for tap in TAPS}
    with torch.no_grad():
        for _ in range(8):
            for tap, values in teacher(torch.stack([pictures.draw() for _ in range(BATCH)])).items():
                sums[tap] = sums[tap] + values.pow(2).mean((0, 2, 3)) / 8
    return {tap: values.sqrt().clamp(min=1e-2).view(1, -1, 1, 1) for tap, values in sums.items()}


def patches(features, batch, top, left):
    """3x3 patches with their corners at (batch, top, left), normalised at every position: places x 9 channels."""
    columns = [features[batch, :, top + dy, left + dx] for dy in range(3) for dx in range(3)]
    return torch.cat([F.normalize(column, dim=1, eps=1e-6) for column in columns], 1) / 3


def thinned(features):
    """The positions that the heads are trained on."""
    return {tap: values[..., ::STRIDES.get(tap, 1), ::STRIDES.get(tap, 1)] for tap, values in features.items()}


def similarity_loss(student, teacher):
    """Mean squared difference of the patches' similarities: the score by which the program matches."""
    total = 0.0
    for tap in MATCHED:
        batch, _, height, width = teacher[tap].shape
        where = [torch.randint(limit, (SAMPLES,)) for limit in (batch, height - 2, width - 2)]
        ours, theirs = patches(student[tap], *where), patches(teacher[tap], *where)
        total = total + F.mse_loss(ours @ ours.t(), theirs @ theirs.t())
    return total


def rate_at(step, steps, rate):
    """Warm-up over 100 steps, then a cosine to one per cent."""
    return rate * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def train(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    images = load(options.photos)
    pictures = Pictures(images[:-HELD_OUT] + load(options.paintings), seed=1)
    teacher = Vgg(options.teacher).to_type(torch.bfloat16)
    sizes = channel_sizes(teacher, pictures)
    student = Student().to(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(student.parameters(), lr=RATE, betas=(0.9, 0.99))
    inversions = Inversions(pictures, 64, seed=2)
    state, first = pathlib.Path(options.output + ".state"), 0
    if options.resume and state.exists():
        saved = torch.load(state)
        student.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    elif options.start:
        student.load_state_dict(torch.load(options.start)["student"])
    weights = WEIGHTS | {tap: float(weight) for tap, weight in (text.split("=") for text in options.weight)}
    begun = time.time()
    for step in range(first, options.steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, options.steps, options.rate)
        crops = torch.stack([pictures.draw() for _ in range(BATCH - INVERTED)])
        crops = torch.cat([crops, inversions.draw(student, INVERTED)]).contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            wanted = teacher(crops)
        features = student(crops)
        spoken, told = student.speak(thinned(features)), thinned(wanted)
        errors = {tap: F.mse_loss(spoken[tap], told[tap] / sizes[tap]) for tap in TAPS}
        similarity = similarity_loss(features, wanted)
        optimiser.zero_grad()
        (sum(weights[tap] * errors[tap] for tap in TAPS) + SIMILARITY * similarity).backward()
        optimiser.step()
        if step % 100 == 99:
            figures = " ".join(f"{tap} {error.item():.3f}" for tap, error in errors.items())
            print(f"step {step + 1} {time.time() - begun:.0f} s: {figures} similarity {similarity.item():.5f}", flush=True)
        if step % 500 == 499:
            torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}, state)
            student.export(options.output, metadata(options))
    student.export(options.output, metadata(options))


def metadata(options):
    return {
        "format": "pt", "architecture": "vgg19-thin", "channel_order": "RGB", "scale": "1",
        "mean": "0.45,0.45,0.45", "std": "0.25,0.25,0.25", "padding": "replicate", "pooling": "average",
        "licence": "CC BY 4.0",
        "attribution": "distilled from VGG-19 (K. Simonyan, A. Zisserman, Visual Geometry Group, Oxford; CC BY 4.0)",
        "teacher": "VGG ILSVRC 19 layers, conv1_1 to conv4_2",
        "recipe": f"tools/distil/train.py, {options.steps} steps of {BATCH} crops, commit {options.commit}",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--photos", action="append", required=True)
    parser.add_argument("--paintings", action="append", default=[], help="the project's own pictures, as further training data")
    parser.add_argument("--output", required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=RATE, help="Adam's, after the warm-up")
    parser.add_argument("--weight", action="append", default=[], metavar="LAYER=NUMBER", help="of a layer's error, such as 1_1=3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--commit", default="unknown", help="written into the model's metadata")
    parser.add_argument("--start", help="state of an earlier training to begin with")
    parser.add_argument("--resume", action="store_true")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
