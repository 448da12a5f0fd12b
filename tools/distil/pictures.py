"""Training pictures: crops of photographs at many scales, and what an image under optimisation looks like."""

import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

CROP = 112
# Scale of the photographs, and how often: phases start at 40 pixels, so whole scenes must be known at that size, too.
SCALES = {1.0: 0.45, 0.7: 0.25, 0.5: 0.15, 0.33: 0.1, 0.22: 0.05}


def load(folders):
    """Every picture of the folders, sorted by name, as H x W x 3 bytes."""
    files = sorted(file for folder in folders for file in pathlib.Path(folder).rglob("*")
                   if file.suffix in (".webp", ".jpg", ".png") and not file.stem.endswith("_sem"))
    return [np.asarray(Image.open(file).convert("RGB")) for file in files]


def as_tensor(pixels):
    return torch.from_numpy(pixels.astype(np.float32) / 255).permute(2, 0, 1)


class Pictures:
    """Draws training crops, 3 x CROP x CROP, RGB 0..1."""

    def __init__(self, images, seed):
        self.random = np.random.default_rng(seed)
        self.scaled = {scale: [self.shrink(image, scale) for image in images] for scale in SCALES}

    @staticmethod
    def shrink(image, scale):
        size = [max(1, round(side * scale)) for side in image.shape[1::-1]]
        return image if scale == 1 else np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))

    def piece(self, size, scale):
        """A size x size piece of some photograph at `scale`; smaller photographs go on mirrored."""
        images = self.scaled[scale]
        image = images[self.random.integers(len(images))]
        short = [max(0, size - side) for side in image.shape[:2]]
        if max(short):
            image = np.pad(image, ((0, short[0]), (0, short[1]), (0, 0)), mode="symmetric")
        y, x = (self.random.integers(side - size + 1) for side in image.shape[:2])
        crop = as_tensor(image[y:y + size, x:x + size])
        return crop.flip(2) if self.random.random() < 0.5 else crop

    def mosaic(self, pieces, scale):
        """pieces x pieces small crops side by side: many scenes, with borders between them."""
        size = CROP // pieces
        rows = [torch.cat([self.piece(size, scale) for _ in range(pieces)], 2) for _ in range(pieces)]
        return torch.cat(rows, 1)

    def photograph(self):
        scale = float(self.random.choice(list(SCALES), p=list(SCALES.values())))
        return self.piece(CROP, scale) if scale > 0.6 else self.mosaic(2 if scale > 0.3 else 4, scale)

    def collage(self):
        """Two photographs' small blocks, shuffled and averaged where they overlap, as a vote's picture is."""
        source = F.unfold(torch.stack([self.photograph(), self.photograph()]), 12, stride=4)
        blocks = torch.cat(list(source), 1)
        places = (CROP - 12) // 4 + 1
        run = int(self.random.integers(1, 9))  # blocks in a row that stay neighbours
        starts = self.random.integers(0, blocks.shape[1] - run, places * places // run + 1)
        order = (starts[:, None] + np.arange(run)).reshape(-1)[:places * places]
        fold = lambda values: F.fold(values[None], CROP, 12, stride=4)[0]
        chosen = blocks[:, torch.from_numpy(order)]
        return fold(chosen) / fold(torch.ones_like(chosen)).clamp(min=1)

    def pattern(self):
        """Waves, checks, gradients and noise of every grain between two or three colours."""
        y, x = np.mgrid[0:CROP, 0:CROP] / CROP
        angle, frequency = self.random.uniform(0, np.pi), np.exp(self.random.uniform(0, np.log(40)))
        phase = self.random.uniform(0, 2 * np.pi)
        wave = np.sin(2 * np.pi * frequency * (np.cos(angle) * x + np.sin(angle) * y) + phase)
        kind = self.random.integers(4)
        if kind == 1:
            wave = np.sign(wave * np.sin(2 * np.pi * frequency * (np.cos(angle) * y - np.sin(angle) * x)))
        elif kind == 2:
            wave = np.cos(angle) * x + np.sin(angle) * y
        elif kind == 3:
            cells = max(2, int(frequency * 2))
            noise = torch.from_numpy(self.random.standard_normal((1, 1, cells, cells)).astype(np.float32))
            wave = F.interpolate(noise, CROP, mode="bicubic")[0, 0].numpy()
        wave = torch.from_numpy(np.clip(wave / 2 + 0.5, 0, 1).astype(np.float32))
        first, second = (torch.from_numpy(self.random.random(3).astype(np.float32)).view(3, 1, 1) for _ in range(2))
        return first + (second - first) * wave

    def spoil(self, crop):
        """Noise of some grain, blur, or other colours and contrast; most crops stay as they are."""
        kind = self.random.random()
        if kind < 0.13:
            grain = CROP >> int(self.random.integers(0, 3))
            noise = torch.from_numpy(self.random.standard_normal((1, 3, grain, grain)).astype(np.float32))
            crop = crop + F.interpolate(noise, CROP, mode="nearest")[0] * float(self.random.uniform(0.02, 0.35))
        elif kind < 0.19:
            small = CROP // int(self.random.integers(2, 5))
            crop = F.interpolate(F.interpolate(crop[None], small, mode="area"), CROP, mode="bicubic")[0]
        elif kind < 0.32:
            gain, shift = (torch.from_numpy(self.random.uniform(*span, (3, 1, 1)).astype(np.float32))
                           for span in ((0.5, 1.4), (-0.2, 0.2)))
            crop = (crop - 0.45) * gain + 0.45 + shift
        return crop.clamp(0, 1)

    def draw(self):
        kind = self.random.random()
        crop = self.photograph() if kind < 0.86 else self.collage() if kind < 0.94 else self.pattern()
        return self.spoil(crop)


class Inversions:
    """Images on their way from noise to another picture's features in the student: what an optimiser's images look
    like, with the very artefacts that this student cannot see and must learn to see."""

    def __init__(self, pictures, count, seed):
        self.pictures = pictures
        self.random = np.random.default_rng(seed)
        self.images = [self.start() for _ in range(count)]
        self.targets = [pictures.draw() for _ in range(count)]
        self.age = [0] * count
        self.life = [int(self.random.integers(1, 40)) for _ in range(count)]

    def start(self):
        base = self.pictures.draw() if self.random.random() < 0.5 else torch.full((3, CROP, CROP), 0.5)
        noise = torch.from_numpy(self.random.standard_normal((3, CROP, CROP)).astype(np.float32))
        return (base + noise * 0.2).clamp(0, 1)

    def draw(self, student, count):
        """`count` images, each one step further than when it was drawn last."""
        chosen = [int(i) for i in self.random.choice(len(self.images), count, replace=False)]
        images = torch.stack([self.images[i] for i in chosen]).requires_grad_()
        with torch.no_grad():
            wanted = student(torch.stack([self.targets[i] for i in chosen]))
        reached = student(images)
        loss = sum(F.mse_loss(reached[tap], wanted[tap]) / wanted[tap].pow(2).mean() for tap in ("3_1", "4_1"))
        (gradient,) = torch.autograd.grad(loss, images)
        with torch.no_grad():
            step = gradient / (gradient.pow(2).mean((1, 2, 3), keepdim=True).sqrt() + 1e-12)
            images = (images - 0.03 * step).clamp(0, 1).detach()
        for index, image in zip(chosen, images):
            self.images[index] = image
            self.age[index] += 1
            if self.age[index] >= self.life[index]:
                self.images[index], self.targets[index], self.age[index] = self.start(), self.pictures.draw(), 0
        return images
