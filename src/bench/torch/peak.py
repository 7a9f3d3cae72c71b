"""How much of the machine's matrix-product rate a step reaches.

  OMP_PROC_BIND=true python3 peak.py --threads 2 --method baseline --seconds 0.93

Counts the floating-point operations of a step's convolutions and products with PyTorch's own counter (a multiplication
and an addition are two), times products of square float32 matrices, and prints what share of the fastest product's rate
a step reaches that takes so many seconds (`submit/apga bench steps`), as one line of JSON. A product is computed by
PyTorch's BLAS, and as a convolution 1 x 1 by its oneDNN, which is faster where that BLAS does not know the processor.
"""
import argparse
import json
import time

import torch
from torch.utils.flop_counter import FlopCounterMode

import apga_torch


def rate(product, side, times=10):
    """Floating-point operations a second of the fastest product of two matrices."""
    best = float('inf')
    for _ in range(times):
        start = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - start)
    return 2 * side ** 3 / best


def rates(side):
    a, b = torch.rand(side, side), torch.rand(side, side)
    rows = int(side ** 0.5)
    image = torch.rand(1, side, rows, side // rows).contiguous(memory_format=torch.channels_last)
    yield rate(lambda: torch.mm(a, b), side)
    with torch.no_grad():
        yield rate(lambda: torch.conv2d(image, b[:, :, None, None]), side)


def operations(method, classifier, size, batch):
    state = apga_torch.State(method, classifier, lambda network: network)
    images, labels = torch.rand(batch, 3, size, size), torch.arange(batch) % 2
    with FlopCounterMode(display=False) as counter:
        apga_torch.STEPS[method](state, images, labels)
    return counter.get_total_flops()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--method', default='baseline', choices=list(apga_torch.STEPS))
    options.add_argument('--classifier', default='densenet169', choices=apga_torch.CLASSIFIERS)
    options.add_argument('--size', type=int, default=224)
    options.add_argument('--batch', type=int, default=8)
    options.add_argument('--threads', type=int, required=True)
    options.add_argument('--seconds', type=float, required=True, help='that a step takes')
    asked = options.parse_args()
    torch.set_num_threads(asked.threads)
    peak = max(one for side in (1024, 4096) for one in rates(side))
    count = operations(asked.method, asked.classifier, asked.size, asked.batch)
    print(json.dumps({
        'method': asked.method,
        'gflop': round(count / 1e9),
        'peak_gflop_per_s': round(peak / 1e9),
        'share': round(count / asked.seconds / peak, 2),
    }))


if __name__ == '__main__':
    main()
