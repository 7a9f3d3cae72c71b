"""Makes augment-*.* beside this file: pip install torch==2.10.0 torchvision==0.25.0 pillow==13.0.0 numpy==2.4.6.

An image of 64 x 64 that is a pattern and noise; what torchvision makes of it as a float tensor, a case after the other; the
cases, and how far what torchvision makes of the same image in PIL (8 bits, and mode F) is from that: mean and largest
difference, of cases that only mirror, turn and scale.
"""

import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261126)
side = 64
y, x = np.mgrid[0:side, 0:side]
pattern = 128 + 70 * np.sin(x / 5 + y / 9) + rng.normal(0, 40, (side, side))
levels = np.clip(np.round(pattern), 0, 255).astype(np.uint8)
levels[20:30, 40:50] = 255

cases = [  # flip, degrees, scale, brightness, contrast
    (1, 0, 1, 1, 1),
    (0, 7.3, 1, 1, 1),
    (0, -30, 1, 1, 1),
    (1, 30, 1, 1, 1),
    (0, 90, 1, 1, 1),
    (1, -171.9, 1, 1, 1),
    (0, 0, 0.8, 1, 1),
    (0, 0, 1.27, 1, 1),
    (1, 14.6, 1.1, 1, 1),
    (0, -44, 0.55, 1, 1),
    (1, 3, 1.9, 1, 1),
    (0, 0, 1, 0, 1),
    (0, 0, 1, 0.7, 1),
    (0, 0, 1, 1.6, 1),
    (0, 0, 1, 1, 0),
    (0, 0, 1, 1, 0.6),
    (0, 0, 1, 1, 1.8),
    (1, -12.5, 0.9, 1.2, 0.75),
]


def geometry(image, flip, degrees, scale):
    image = F.hflip(image) if flip else image
    if degrees == 0 and scale == 1:
        return image
    return F.affine(image, degrees, [0, 0], scale, [0, 0], interpolation=InterpolationMode.BILINEAR, fill=0)


tensor = torch.from_numpy(levels).float().div(255)[None]
made = []
with open(here / "augment-cases.csv", "w") as file:
    print("flip,degrees,scale,brightness,contrast,pil_mean,pil_largest,pil_f_mean,pil_f_largest", file=file)
    for flip, degrees, scale, brightness, contrast in cases:
        result = geometry(tensor, flip, degrees, scale)
        result = F.adjust_contrast(F.adjust_brightness(result, brightness), contrast)
        made.append(result[0].numpy())
        distances = [""] * 4
        if brightness == contrast == 1:
            distances = []
            for image, white in ((Image.fromarray(levels), 255), (Image.fromarray(levels.astype(np.float32) / 255), 1)):
                pil = np.asarray(geometry(image, flip, degrees, scale), dtype=np.float64) / white
                off = np.abs(pil - result[0].double().numpy())
                distances += [float(off.mean()), float(off.max())]
        print(flip, degrees, scale, brightness, contrast, *distances, sep=",", file=file)
np.save(here / "augment-image.npy", levels)
np.save(here / "augment-torchvision.npy", np.stack(made))
