"""Gives a trained student a better first layer, and fits the others to it.

usage: first_layer.py --teacher vgg19_conv.safetensors --photos FOLDER [--paintings FOLDER] --student OLD.safetensors
                      --output thin.safetensors

1_1 is one convolution of 27 inputs: on 3x3 patches alone it is trained in a minute, better than with the rest of the
network behind it. Every later layer is then the least-squares fit of what the student gave there before.
"""

import argparse

import torch
import torch.nn.functional as F

from networks import DEVIATION, MEAN, WIDTHS, Student, Vgg, convolve, layers
from pictures import Pictures, load
from train import HELD_OUT, rate_at

PATCHES, STEPS, BATCH, RATE = 350_000, 3000, 8192, 0.01


def columns(features, most=None):
    """3x3 patches of N x C x H x W, borders replicated, as rows; `most` of each image at random."""
    rows = []
    for image in features:
        found = F.unfold(F.pad(image[None], (1, 1, 1, 1), mode="replicate"), 3)[0].t()
        rows.append(found if most is None else found[torch.randperm(len(found))[:most]])
    return torch.cat(rows)


def with_ones(rows):
    return torch.cat([rows, torch.ones(len(rows), 1)], 1)


def least_squares(inputs, outputs, ridge=1e-4):
    """(weights, bias) with inputs @ weights + bias near outputs."""
    inputs = with_ones(inputs)
    gram = inputs.t() @ inputs
    solution = torch.linalg.solve(gram + ridge * gram.diagonal().mean() * torch.eye(len(gram)), inputs.t() @ outputs)
    return solution[:-1], solution[-1]


def fit_first(patches, wanted):
    """Filters (27 x 16) and bias of 1_1, by Adam with a linear head; `wanted` has the variance 1 in each channel."""
    filters, bias = 0.25 * torch.randn(27, WIDTHS[1]), torch.rand(WIDTHS[1]) - 0.5
    head, shift = least_squares(F.relu(patches[:BATCH * 8] @ filters + bias), wanted[:BATCH * 8])
    parameters = [values.clone().requires_grad_() for values in (filters, bias, head, shift)]
    optimiser = torch.optim.Adam(parameters, betas=(0.9, 0.99))
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = rate_at(step, STEPS, RATE)
        chosen = slice(start := int(torch.randint(len(patches) - BATCH, ())), start + BATCH)
        spoken = F.relu(patches[chosen] @ parameters[0] + parameters[1]) @ parameters[2] + parameters[3]
        loss = F.mse_loss(spoken, wanted[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    print(f"1_1: {loss.item():.4f} of the variance left", flush=True)
    return parameters[0].detach(), parameters[1].detach()


def set_convolution(student, name, weights, bias):
    convolution = student.convolutions[name]
    convolution.weight.copy_(weights.t().reshape(convolution.weight.shape))
    convolution.bias.copy_(bias)


def fit_others(student, before, crops):
    """Sets every layer after 1_1 to give what `before` gives there, in the mean square before the ReLU."""
    old = new = (crops - MEAN) / DEVIATION
    for block, number, name in layers():
        if block > 1 and number == 1:
            old, new = F.avg_pool2d(old, 2), F.avg_pool2d(new, 2)
        wanted = convolve(old, before[f"conv{name}.weight"], before[f"conv{name}.bias"])
        if name != "1_1":
            torch.manual_seed(0)
            inputs = columns(new, 1500)
            torch.manual_seed(0)  # the same places
            outputs = torch.cat([image.flatten(1).t()[torch.randperm(image[0].numel())[:1500]] for image in wanted])
            set_convolution(student, name, *least_squares(inputs, outputs))
        convolution = student.convolutions[name]
        old, new = F.relu(wanted), F.relu(convolve(new, convolution.weight, convolution.bias))
        print(f"{name}: {((new - old).pow(2).mean() / old.pow(2).mean()).sqrt():.3f} off", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("teacher", "photos", "student", "output"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--paintings", action="append", default=[])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    pictures = Pictures(load([options.photos])[:-HELD_OUT] + load(options.paintings), seed=1)
    teacher, before = Vgg(options.teacher), Vgg(options.student)
    patches = torch.cat([columns(pictures.draw()[None], 200) for _ in range(PATCHES // 200)])
    first = lambda rows: F.relu(F.conv2d(teacher.prepare(rows.view(-1, 3, 3, 3)), teacher.arrays["conv1_1.weight"],
                                         teacher.arrays["conv1_1.bias"])).flatten(1)
    wanted = first(patches)
    filters, bias = fit_first((patches - MEAN) / DEVIATION, wanted / wanted.std(0))
    student = Student()
    with torch.no_grad():
        set_convolution(student, "1_1", filters, bias)
        fit_others(student, before.arrays, torch.stack([pictures.draw() for _ in range(96)]))
    recipe = before.metadata["recipe"] + "; then tools/distil/first_layer.py"
    student.export(options.output, before.metadata | {"recipe": recipe})


if __name__ == "__main__":
    main()
