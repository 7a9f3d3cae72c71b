"""Makes augment-*.* beside this file: pip install torch==2.10.0 torchvision==0.25.0 pillow==13.0.0 numpy==2.4.6.

An image of 40 x 40 that is a pattern and noise; what torchvision makes of it as a tensor of floats and as one of doubles, a
case after the other; the cases, and how far what torchvision makes of the same image in PIL (8 bits, and mode F) is from its
floats: mean and largest difference, of cases that only mirror, turn and scale.
"""

import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261126)
side = 40
y, x = np.mgrid[0:side, 0:side]
pattern = 128 + 70 * np.sin(x / 5 + y / 9) + rng.normal(0, 40, (side, side))
levels = np.clip(np.round(pattern), 0, 255).astype(np.uint8)
levels[12:20, 25:33] = 255

cases = [  # flip, degrees, scale, brightness, contrast
    (1, 0, 1, 1, 1),
    (0, 7.3, 1, 1, 1),
    (0, -30, 1, 1, 1),
    (1, 30, 1, 1, 1),
    (0, 90, 1, 1, 1),
    (1, -171.9, 1, 1, 1),
    (0, 0, 0.83, 1, 1),
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




def torchvision(dtype, flip, degrees, scale, brightness, contrast):
    tensor = torch.from_numpy(levels).to(dtype).div(255)[None]
    tensor = geometry(tensor, flip, degrees, scale)
    return F.adjust_contrast(F.adjust_brightness(tensor, brightness), contrast)[0].numpy()


floats = [torchvision(torch.float32, *case) for case in cases]
with open(here / "augment-cases.csv", "w") as file:
    print("flip,degrees,scale,brightness,contrast,pil_mean,pil_largest,pil_f_mean,pil_f_largest", file=file)
    for (flip, degrees, scale, brightness, contrast), made in zip(cases, floats):
        distances = [""] * 4
        if brightness == contrast == 1:
            distances = []
            for image, white in ((Image.fromarray(levels), 255), (Image.fromarray(levels.astype(np.float32) / 255), 1)):
                pil = np.asarray(geometry(image, flip, degrees, scale), dtype=np.float64) / white
                off = np.abs(pil - made.astype(np.float64))
                distances += [float(off.mean()), float(off.max())]
        print(flip, degrees, scale, brightness, contrast, *distances, sep=",", file=file)
np.save(here / "augment-image.npy", levels)
np.save(here / "augment-floats.npy", np.stack(floats))
np.save(here / "augment-doubles.npy", np.stack([torchvision(torch.float64, *case) for case in cases]))
