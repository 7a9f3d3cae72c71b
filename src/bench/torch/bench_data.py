"""Times the way from image files to batches with PIL and torchvision: the counterpart of `submit/apga bench data`.

  python3 bench_data.py --dir DIR --images 500 --size 224 --batch 25 --threads 2

Grey levels at one size, kept as bytes; a batch is floats in 0..1, in an order of the epoch's own: what org.apga.data
does (nothing is augmented there). Prints one line of JSON: images a second of an epoch that reads and decodes every
file (cold), of one from the kept bytes (cached, the median of five), and both for a second of CPU time.
"""
import argparse
import json
import os
import pathlib
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import torch
import torchvision
from PIL import Image
from torchvision.transforms import functional as transforms

CACHED_EPOCHS = 5
ENDINGS = ('.png', '.jpg', '.jpeg')


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def decode(file, size):
    """1 x size x size bytes."""
    with Image.open(file) as image:
        if image.mode.startswith('I'):
            # To grey of 8 bits PIL would cut what is over 255.
            resized = transforms.pil_to_tensor(transforms.resize(image, [size, size]))
            return resized.to(torch.float32).div_(257).round_().to(torch.uint8)
        return transforms.pil_to_tensor(transforms.resize(image.convert('L'), [size, size]))


def batches(images, batch):
    seen = 0
    for indices in torch.randperm(len(images)).split(batch):
        seen += images[indices].to(torch.get_default_dtype()).div_(255).shape[0]
    assert seen == len(images)


def timed(task):
    wall, cpu = time.perf_counter(), time.process_time()
    result = task()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--dir', type=pathlib.Path, required=True)
    options.add_argument('--kind', choices=['png', 'png16', 'jpeg'], default='png', help='what the files are called in the line')
    options.add_argument('--images', type=positive, default=500)
    options.add_argument('--size', type=positive, default=224)
    options.add_argument('--batch', type=positive, default=25)
    options.add_argument('--threads', type=positive, default=os.cpu_count())
    asked = options.parse_args()
    files = sorted(str(f) for f in asked.dir.rglob('*') if f.suffix.lower() in ENDINGS)[:asked.images]
    if not files:
        sys.exit(f'Cannot time the decoding of {asked.dir}: it holds no PNG or JPEG file. Name another folder.')
    torch.set_num_threads(asked.threads)

    def first_epoch():
        # PIL and torch let go of Python's lock while they decode and resize: threads do, and share their memory.
        with ThreadPoolExecutor(asked.threads) as pool:
            images = torch.stack(list(pool.map(lambda file: decode(file, asked.size), files)))
        batches(images, asked.batch)
        return images

    images, cold, cold_cpu = timed(first_epoch)
    cached = [timed(lambda: batches(images, asked.batch))[1:] for _ in range(CACHED_EPOCHS)]

    def rate(seconds):
        return round(len(files) / seconds, 1)

    print(json.dumps({
        'engine': f'torch {torch.__version__}, torchvision {torchvision.__version__}, PIL {Image.__version__}',
        'kind': asked.kind,
        'images': len(files),
        'size': asked.size,
        'batch': asked.batch,
        'threads': asked.threads,
        'cold_images_per_s': rate(cold),
        'cold_images_per_cpu_s': rate(cold_cpu),
        'cached_images_per_s': rate(sorted(wall for wall, _ in cached)[CACHED_EPOCHS // 2]),
        'cached_images_per_cpu_s': rate(sorted(cpu for _, cpu in cached)[CACHED_EPOCHS // 2]),
        'peak_rss_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))


if __name__ == '__main__':
    main()
