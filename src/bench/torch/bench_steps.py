"""Times steps of a method in PyTorch: the counterpart of `submit/apga bench steps`.

  python3 bench_steps.py --method apga --classifier densenet169 --size 224 --batch 8 --steps 3 --threads 2

Prints one line of JSON: median seconds a step (wall clock, and CPU over all threads) after one step that warms up, and
the process's highest resident memory in MiB. On a GPU every step ends with its last kernel, and the device's highest
memory is told too.
"""
import argparse
import json
import os
import resource
import time

import torch

import apga_torch


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def in_float(forward):
    """Losses are computed in float."""
    return lambda x: forward(x).float()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--method', default='apga', choices=list(apga_torch.STEPS))
    options.add_argument('--classifier', default='densenet169', choices=apga_torch.CLASSIFIERS)
    options.add_argument('--size', type=positive, default=224)
    options.add_argument('--batch', type=positive, default=8)
    options.add_argument('--steps', type=positive, default=3)
    options.add_argument('--threads', type=positive, default=os.cpu_count())
    options.add_argument('--device', default='cpu', choices=['cpu', 'cuda'])
    options.add_argument('--precision', default='float', choices=['float', 'tf32', 'bf16', 'double'])
    options.add_argument('--channels-last', action='store_true')
    asked = options.parse_args()

    torch.set_num_threads(asked.threads)
    if asked.precision == 'double':
        torch.set_default_dtype(torch.float64)
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = asked.precision == 'tf32'
    torch.manual_seed(0)
    layout = torch.channels_last if asked.channels_last else torch.contiguous_format

    def place(network):
        network.to(asked.device, memory_format=layout)
        if asked.precision == 'bf16':
            autocast = torch.autocast(asked.device, torch.bfloat16)
            for part in (network, getattr(network, 'features', None), getattr(network, 'classifier', None)):
                if part is not None:
                    part.forward = in_float(autocast(part.forward))
        return network

    def finish():
        if asked.device == 'cuda':
            torch.cuda.synchronize()

    state = apga_torch.State(asked.method, asked.classifier, place)
    step = apga_torch.STEPS[asked.method]
    wall, cpu = [], []
    for _ in range(asked.steps + 1):
        images = torch.rand(asked.batch, 1, asked.size, asked.size)
        labels = torch.arange(asked.batch) % 2
        finish()
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        images = images.to(asked.device).repeat(1, 3, 1, 1).contiguous(memory_format=layout)
        step(state, images, labels.to(asked.device))
        finish()
        wall.append(time.perf_counter() - wall_start)
        cpu.append(time.process_time() - cpu_start)

    def median(times):
        return round(sorted(times[1:])[asked.steps // 2], 5)

    print(json.dumps({
        'engine': 'torch ' + torch.__version__,
        'method': asked.method,
        'classifier': asked.classifier,
        'size': asked.size,
        'batch': asked.batch,
        'threads': asked.threads,
        'device': asked.device,
        'precision': asked.precision,
        'layout': 'channels last' if asked.channels_last else 'contiguous',
        'wall_s': median(wall),
        'cpu_s': median(cpu),
        'peak_rss_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **({'device_peak_mb': torch.cuda.max_memory_reserved() // 2**20} if asked.device == 'cuda' else {}),
    }))


if __name__ == '__main__':
    main()
