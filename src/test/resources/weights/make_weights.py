"""Makes densenet.npz and densenet.safetensors beside this file and prints their network's scores.

pip install torch==2.15.0 torchvision==0.29.2 safetensors numpy==2.4.6
"""

import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from torchvision.models import DenseNet

here = pathlib.Path(__file__).parent
torch.manual_seed(1)
network = DenseNet(growth_rate=2, block_config=(1, 2, 1, 1), num_init_features=4, bn_size=2, num_classes=2)
network.train()
for _ in range(3):
    network(torch.randn(2, 3, 64, 64))
state = network.eval().state_dict()
np.savez(here / "densenet.npz", **{name: tensor.numpy() for name, tensor in state.items()})
save_file(state, here / "densenet.safetensors")
pixels = torch.tensor([i * 37 % 101 / 101 for i in range(2 * 32 * 32)], dtype=torch.float64)
with torch.no_grad():
    print(network.double()(pixels.reshape(2, 1, 32, 32).repeat(1, 3, 1, 1)).flatten().tolist())
