"""How well thin networks stand in for VGG-19, every one measured in the same way on photographs that none has seen.

usage: measure.py --teacher vgg19_conv.safetensors --photos FOLDER NAME=FILE [NAME=FILE ...]

correlation  linear heads are fitted afresh (least squares on other photographs); median over the teacher's channels of the
             correlation between what the head says and what the teacher says
regret       match 3x3 patches of one photograph to another's with the network's features, score the chosen ones with the
             teacher's: how far below the teacher's best score, in units of the best's lead over the average
gradient     cosine between the network's and the teacher's gradient of the feature loss to the image, on noisy images and on
             images half-way through an optimisation
`untrained` is the student's shape with random weights.
"""

import argparse

import torch
import torch.nn.functional as F

from networks import Student, Vgg
from pictures import as_tensor, load
from train import HELD_OUT, TAPS

MATCHED = ("3_1", "4_1")
SIZE = 192


def squares(images):
    """The middle SIZE x SIZE of every image that is large enough."""
    large = [image for image in images if min(image.shape[:2]) >= SIZE]
    middles = [[(side - SIZE) // 2 for side in image.shape[:2]] for image in large]
    return torch.stack([as_tensor(image[y:y + SIZE, x:x + SIZE]) for image, (y, x) in zip(large, middles)])


def inner(features):
    """Positions by channels, without the borders, where padding speaks."""
    return features[..., 2:-2, 2:-2].permute(0, 2, 3, 1).reshape(-1, features.shape[1])


def collected(network, photos):
    """Some positions of every tap, of all photographs."""
    strides = {"1_1": 41, "2_1": 11, "3_1": 3}
    thinned = lambda features: {tap: inner(features[tap])[::strides.get(tap, 1)].clone() for tap in TAPS}
    with torch.no_grad():
        samples = [thinned(network(photo[None])) for photo in photos]
    return {tap: torch.cat([sample[tap] for sample in samples]) for tap in TAPS}


def correlation(inputs, outputs, said, told):
    """Of `told` with what the head says of `said`, after fitting it to give `outputs` for `inputs`."""
    ones = lambda values: torch.cat([values, torch.ones(len(values), 1)], 1)
    inputs = ones(inputs)
    gram = inputs.t() @ inputs
    head = torch.linalg.solve(gram + 1e-4 * gram.diagonal().mean() * torch.eye(len(gram)), inputs.t() @ outputs)
    said = ones(said) @ head
    alive = told.std(0) > 1e-3
    said, told = said - said.mean(0), told - told.mean(0)
    cosine = (said * told).sum(0) / (said.norm(dim=0) * told.norm(dim=0) + 1e-9)
    return cosine[alive].median().item()


def scores(features, other):
    """Similarities of all 3x3 patches of one image (rows) with all of another (columns)."""
    unit = lambda values: F.unfold(F.normalize(values, dim=1), 3)[0] / 3
    return unit(features).t() @ unit(other)


def regret(network, teacher, pairs, tap):
    total = 0.0
    with torch.no_grad():
        for image, other in pairs:
            chosen = scores(network(image[None])[tap], network(other[None])[tap]).argmax(1)
            truth = scores(teacher(image[None])[tap], teacher(other[None])[tap])
            best = truth.max(1).values
            lost = best - truth.gather(1, chosen[:, None])[:, 0]
            total += (lost.mean() / (best - truth.mean(1)).mean()).item() / len(pairs)
    return total


def image_gradient(network, image, wanted):
    """Of the feature loss at the matched layers, each in units of its own energy."""
    image = image.clone().requires_grad_()
    reached = network(image)
    loss = sum(F.mse_loss(reached[tap], wanted[tap]) / wanted[tap].pow(2).mean() for tap in MATCHED)
    return torch.autograd.grad(loss, image)[0]


def features_of(network, image):
    with torch.no_grad():
        return network(image)


def half_optimised(teacher, target, steps=15):
    """From noise towards the target's features in the teacher, not all the way."""
    image = (0.5 + 0.15 * torch.randn_like(target)).clamp(0, 1)
    wanted = features_of(teacher, target)
    for _ in range(steps):
        gradient = image_gradient(teacher, image, wanted)
        image = (image - 0.03 * gradient / gradient.pow(2).mean().sqrt()).clamp(0, 1)
    return image


def gradient_cosine(network, teacher, starts):
    total = 0.0
    for image, target in starts:
        ours = image_gradient(network, image, features_of(network, target))
        theirs = image_gradient(teacher, image, features_of(teacher, target))
        total += F.cosine_similarity(ours.flatten(), theirs.flatten(), dim=0).item() / len(starts)
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--photos", required=True)
    parser.add_argument("networks", nargs="+", metavar="NAME=FILE")
    options = parser.parse_args()
    torch.manual_seed(0)
    images = load([options.photos])
    fitted, held_out = squares(images[100:220]), squares(images[-HELD_OUT:])[:24]
    teacher = Vgg(options.teacher)
    pairs = [(held_out[i], held_out[i + 1]) for i in range(0, 12, 2)]
    noisy = [((photo + 0.2 * torch.randn_like(photo)).clamp(0, 1)[None], photo[None]) for photo in held_out[12:18]]
    halfway = [(half_optimised(teacher, photo[None]), photo[None]) for photo in held_out[18:24]]
    outputs, told = collected(teacher, fitted), collected(teacher, held_out)
    networks = {"untrained": Student()} | {name: Vgg(file) for name, file in (entry.split("=", 1) for entry in options.networks)}
    print("| network | " + " | ".join(f"corr {tap}" for tap in TAPS) + " | regret 3_1 | regret 4_1 | grad noisy | grad half |")
    print("|---" * (len(TAPS) + 5) + "|")
    for name, network in networks.items():
        inputs, said = collected(network, fitted), collected(network, held_out)
        figures = [correlation(inputs[tap], outputs[tap], said[tap], told[tap]) for tap in TAPS]
        figures += [regret(network, teacher, pairs, tap) for tap in MATCHED]
        figures += [gradient_cosine(network, teacher, starts) for starts in (noisy, halfway)]
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


if __name__ == "__main__":
    main()
