"""Are a trial's weights bad, or only its batch norms' running statistics?

  python recalibrate_norms.py ROOT DATA > norms.csv

Reads the classifiers of a results root (small grey networks: DenseNet of any depth, PyTorch's names), scores the test
images once with the stored running statistics and once with statistics gathered anew from clean training images (means over
batches, weights untouched), and prints a line a trial. The first must agree with table `predictions`: the largest difference
is in column `check`. Needs torch, torchvision, numpy, pillow, duckdb; not part of the product, a look from outside.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

import duckdb
import numpy as np
import torch
from PIL import Image
from torchvision.models import DenseNet


def densenet(weights):
    """A network of the shape that the stored weights have."""
    layers = {}
    for name in weights:
        found = re.match(r"features\.denseblock(\d+)\.denselayer(\d+)\.", name)
        if found:
            block, layer = map(int, found.groups())
            layers[block] = max(layers.get(block, 0), layer)
    growth = weights["features.denseblock1.denselayer1.conv2.weight"].shape[0]
    bottleneck = weights["features.denseblock1.denselayer1.conv1.weight"].shape[0] // growth
    stem = weights["features.conv0.weight"].shape[0]
    blocks = tuple(layers[block] for block in sorted(layers))
    network = DenseNet(growth, blocks, stem, bottleneck, num_classes=2)
    network.load_state_dict({k.replace("classifier.0.", "classifier."): torch.from_numpy(v) for k, v in weights.items()}, strict=False)
    return network.eval()


def images(data, paths, size):
    planes = []
    for path in paths:
        file = Image.open(data / path)
        deep = file.mode.startswith("I")
        plane = np.asarray(file if deep else file.convert("L"), dtype=np.float32) / (65535 if deep else 255)
        planes.append(np.asarray(Image.fromarray(plane).resize((size, size), Image.BILINEAR)))
    return torch.from_numpy(np.stack(planes))[:, None].expand(-1, 3, -1, -1)


@torch.no_grad()
def scored(network, pixels, batch=64):
    return torch.cat([torch.softmax(network(part), 1)[:, 1] for part in pixels.split(batch)]).numpy()


@torch.no_grad()
def gather(network, pixels, batch):
    """Running statistics become plain means over clean batches in training mode."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    network.train()
    for part in pixels[torch.randperm(len(pixels), generator=torch.Generator().manual_seed(0))].split(batch):
        if len(part) == batch:
            network(part)
    network.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--batch", type=int, default=16)
    arguments = parser.parse_args()
    run = sorted(path.name for path in (arguments.root / "tables" / "trials").iterdir())[-1]
    tables = arguments.root / "tables"
    trials = duckdb.sql(f"select trial, part, arm, seed from '{tables}/trials/{run}/*.parquet' where status = 'completed' order by all").fetchall()
    out = csv.writer(sys.stdout)
    out.writerow(["part", "arm", "seed", "stored", "gathered", "check"])
    cache = {}
    for trial, part, arm, seed in trials:
        attempt = sorted((arguments.root / "trials" / trial).glob("attempt-*/classifier.npz"))[-1]
        network = densenet(dict(np.load(attempt)))
        rows = duckdb.sql(f"select split, path, label, probability from '{tables}/predictions/{run}/*.parquet' where trial = '{trial}'").fetchall()
        test = [row for row in rows if row[0] == "test"]
        if part not in cache:
            held = {row[1] for row in rows if row[0] == "selection"}
            train = sorted((arguments.data / "MURA-v1.1" / "train" / f"XR_{part.upper()}").rglob("*.png"))
            clean = [p.relative_to(arguments.data) for p in train if str(p.relative_to(arguments.data)) not in held]
            cache[part] = (images(arguments.data, clean, arguments.size), images(arguments.data, [row[1] for row in test], arguments.size))
        clean, pixels = cache[part]
        label = np.array([row[2] for row in test])
        stored = scored(network, pixels)
        gather(network, clean, arguments.batch)
        anew = scored(network, pixels)
        check = np.abs(stored - np.array([row[3] for row in test])).max()
        out.writerow([part, arm, seed, *(f"{((p >= 0.5) == label).mean():.4f}" for p in (stored, anew)), f"{check:.1e}"])
        sys.stdout.flush()


if __name__ == "__main__":
    main()
