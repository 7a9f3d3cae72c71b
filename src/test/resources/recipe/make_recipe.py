"""Makes recipe.json, after.npz and average.npz beside this file: what PyTorch makes of a recipe, in double precision.

The network is ../weights/densenet.npz. pip install torch==2.10.0 torchvision==0.25.0 numpy==2.4.6
"""

import json
import pathlib

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from torch.optim import SGD, AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, ReduceLROnPlateau, SequentialLR, StepLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torchvision.models import DenseNet

here = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def optimizer():
    return SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)


def shares(epochs, make):
    steps = optimizer()
    scheduler = make(steps)
    rates = []
    for _ in range(epochs):
        rates.append(steps.param_groups[0]["lr"])
        steps.step()
        scheduler.step()
    return rates


def warmed(warm, make):
    def both(steps):
        return SequentialLR(steps, [LinearLR(steps, 1 / (warm + 1), 1, warm), make(steps)], [warm])

    return both


def on_plateau(losses, patience, factor):
    steps = optimizer()
    scheduler = ReduceLROnPlateau(steps, factor=factor, patience=patience, eps=0)
    rates = []
    for loss in losses:
        rates.append(steps.param_groups[0]["lr"])
        scheduler.step(loss)
    return rates


schedules = {
    "cosine": shares(7, lambda s: CosineAnnealingLR(s, 7)),
    "warm cosine": shares(9, warmed(3, lambda s: CosineAnnealingLR(s, 6))),
    "step": shares(8, lambda s: StepLR(s, 3, 0.25)),
    "warm step": shares(8, warmed(2, lambda s: StepLR(s, 3, 0.25))),
}
losses = [0.9, 0.7, 0.7, 0.69995, 0.8, 0.69, 0.71, 0.7, 0.695, 0.693, 0.5, 0.6, 0.6, 0.6]
plateaus = {"0": on_plateau(losses, 0, 0.1), "1": on_plateau(losses, 1, 0.1), "2": on_plateau(losses, 2, 0.5)}

TWO = torch.tensor([[0.3, -1.2], [4.0, 0.5], [-0.7, 0.1], [2.0, 2.5], [-3.0, 1.0]])
FOUR = torch.tensor([[0.3, -1.2, 0.8, 0.1], [4.0, 0.5, -2.0, 3.5], [-0.7, 0.1, 0.4, -0.2], [2.0, 2.5, 1.5, -1.0]])
entropies = []
for logits, labels, balance in ((TWO, [0, 1, 1, 0, 1], [0.6, 2.5]), (FOUR, [2, 0, 3, 1], [0.6, 2.5, 1.25, 0.4])):
    for weights in ([], balance):
        for smoothing in (0.0, 0.1, 0.6):
            at = logits.clone().requires_grad_(True)
            weight = torch.tensor(weights) if weights else None
            loss = cross_entropy(at, torch.tensor(labels), weight=weight, label_smoothing=smoothing)
            loss.backward()
            entropies.append(
                {
                    "logits": logits.flatten().tolist(),
                    "labels": labels,
                    "weights": weights,
                    "smoothing": smoothing,
                    "loss": loss.item(),
                    "gradient": at.grad.flatten().tolist(),
                }
            )

mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def batch(step):
    numbers = (np.arange(6 * 32 * 32) + 6 * 32 * 32 * step) * 2654435761 % 2**32 // 2**24
    images = torch.tensor(numbers / 255.0).view(6, 1, 32, 32).repeat(1, 3, 1, 1)
    return (images - mean) / deviation


def train(classes, targets, weights):
    """A network of two classes, or one of four whose last two scores are minus half of the first two."""
    network = DenseNet(growth_rate=2, block_config=(1, 2, 1, 1), num_init_features=4, bn_size=2, num_classes=classes)
    start = np.load(here.parent / "weights" / "densenet.npz")
    state = {name: torch.tensor(start[name]).double() for name in start.files}
    if classes == 4:
        for head in ("classifier.weight", "classifier.bias"):
            state[head] = torch.cat([state[head], -0.5 * state[head]])
    network.load_state_dict(state)
    network.double().train()
    steps = AdamW(network.parameters(), lr=0.01, weight_decay=0.2)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.8), use_buffers=True)
    trained = []
    for step, share in enumerate([0.5, 1.0, 1.0, 0.25]):
        for group in steps.param_groups:
            group["lr"] = 0.01 * share
        loss = cross_entropy(
            network(batch(step)), torch.tensor(targets), weight=torch.tensor(weights), label_smoothing=0.1
        )
        steps.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        steps.step()
        average.update_parameters(network)
        trained.append({"share": share, "loss": loss.item(), "norm": norm.item()})
    return network, average.module, trained


network, average, trained = train(2, [0, 1, 1, 0, 1, 1], [1.5, 0.75])
np.savez_compressed(here / "after.npz", **{n: t.numpy() for n, t in network.state_dict().items()})
np.savez_compressed(here / "average.npz", **{n: t.numpy() for n, t in average.state_dict().items()})
network, _, of_four = train(4, [0, 3, 1, 2, 3, 1], [1.5, 0.75, 0.5, 2.0])
with torch.no_grad():
    scores = network.eval()(batch(0)).flatten().tolist()
four = {"steps": of_four, "logits": scores}
(here / "recipe.json").write_text(
    json.dumps(
        {
            "schedules": schedules,
            "losses": losses,
            "plateaus": plateaus,
            "entropies": entropies,
            "steps": trained,
            "four": four,
        },
        indent=1,
    )
    + "\n"
)
