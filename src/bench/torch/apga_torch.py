"""The methods in PyTorch, as someone at home in PyTorch would write them: the yardstick for speed.

Networks, steps and settings are those of the profile `sound` (src/main/resources/reference.conf). What the steps return
is what they would log. Images are n x 3 x height x width, labels n, 1 = abnormal.
"""
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

LEARNING_RATE = 1e-5
CLASSIFIERS = ('densenet121', 'densenet161', 'densenet169', 'densenet201', 'small')


def classifier(name):
    """A DenseNet with two classes; `small` is the demo's (conf/demo.conf)."""
    if name == 'small':
        model = torchvision.models.DenseNet(growth_rate=8, block_config=(2, 2, 2, 2), num_init_features=16, bn_size=4)
    else:
        model = getattr(torchvision.models, name)(weights=None)
    model.classifier = nn.Sequential(nn.Linear(model.classifier.in_features, 2))
    return model


class Up(nn.Module):
    """A decoder block: conv 3x3, ReLU, transposed conv that doubles the size, ReLU."""

    def __init__(self, inputs, middle, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, middle, 3, padding=1)
        self.up = nn.ConvTranspose2d(middle, outputs, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        return F.relu(self.up(F.relu(self.conv(x))))


class UNet11(nn.Module):
    """VGG-11's convolutions as encoder, five skips, a decoder of transposed convolutions, one score a pixel."""

    LEVELS = ((0,), (3,), (6, 8), (11, 13), (16, 18))

    def __init__(self, base=32):
        super().__init__()
        widths = [2 * base, 'M', 4 * base, 'M', 8 * base, 8 * base, 'M', 16 * base, 16 * base, 'M', 16 * base, 16 * base]
        self.encoder = torchvision.models.vgg.make_layers(widths)
        self.center = Up(16 * base, 16 * base, 8 * base)
        self.dec5 = Up(24 * base, 16 * base, 8 * base)
        self.dec4 = Up(24 * base, 16 * base, 4 * base)
        self.dec3 = Up(12 * base, 8 * base, 2 * base)
        self.dec2 = Up(6 * base, 4 * base, base)
        self.dec1 = nn.Conv2d(3 * base, base, 3, padding=1)
        self.final = nn.Conv2d(base, 1, 1)

    def forward(self, x):
        skips = []
        for level in self.LEVELS:
            if skips:
                x = F.max_pool2d(x, 2)
            for i in level:
                x = F.relu(self.encoder[i](x))
            skips.append(x)
        x = self.center(F.max_pool2d(x, 2))
        for block, skip in zip((self.dec5, self.dec4, self.dec3, self.dec2), reversed(skips)):
            x = block(torch.cat([x, skip], 1))
        return self.final(F.relu(self.dec1(torch.cat([x, skips[0]], 1))))


class State:
    """The networks and optimisers that a method needs, placed as `place` has it."""

    def __init__(self, method, name, place=lambda network: network):
        self.reward_baseline = None
        if method != 'policy':
            self.model = place(classifier(name).train())
            self.optimiser = torch.optim.Adam(self.model.parameters(), lr=LEARNING_RATE, fused=True)
        if method in ('apga', 'end2end', 'policy'):
            self.policy = place(UNet11(4 if name == 'small' else 32))
            self.policy_optimiser = torch.optim.Adam(self.policy.parameters(), lr=LEARNING_RATE, fused=True)
        if method.startswith('gradcam'):
            self.guide = classifier(name).eval()
            self.guide.load_state_dict(self.model.state_dict())
            self.guide = place(self.guide)


def keep(x, p):
    """The aid: what the policy points at."""
    return x * (p >= .5)


def erase(x, p):
    """The adversary: what the policy points at is gone."""
    return x * (p <= .5)


def fit(state, x, y):
    state.optimiser.zero_grad()
    loss = F.cross_entropy(state.model(x), y)
    loss.backward()
    state.optimiser.step()
    return loss.item()


def reinforce(state, p, advantage):
    bce = F.binary_cross_entropy
    loss = (bce(p, (p > .5).to(p.dtype)) * advantage * 100
            + bce(p, torch.zeros_like(p)) * abs(advantage) * .1
            + bce(p, torch.ones_like(p)) * abs(advantage) * .01)
    state.policy_optimiser.zero_grad()
    loss.backward()
    state.policy_optimiser.step()
    return loss.item()


def baseline(state, x, y):
    return fit(state, x, y)


def apga(state, x, y):
    clean = fit(state, x, y)
    p = torch.sigmoid(state.policy(x))
    state.model.eval()
    with torch.no_grad():
        masked_out = F.cross_entropy(state.model(erase(x, p)), y).item()
    state.model.train()
    reward = masked_out - clean
    state.reward_baseline = reward if state.reward_baseline is None else .5 * state.reward_baseline + .5 * reward
    policy_loss = reinforce(state, p, reward - state.reward_baseline)
    with torch.no_grad():
        p = torch.sigmoid(state.policy(x))
    return clean, masked_out, policy_loss, fit(state, keep(x, p), y)


def end2end(state, x, y):
    clean = fit(state, x, y)
    p = torch.sigmoid(state.policy(x))
    cross_entropy = F.cross_entropy(state.model(p * x), y)
    bce = F.binary_cross_entropy
    state.optimiser.zero_grad()
    state.policy_optimiser.zero_grad()
    (cross_entropy + .5 * bce(p, torch.zeros_like(p)) + .6 * bce(p, torch.ones_like(p))).backward()
    state.optimiser.step()
    state.policy_optimiser.step()
    with torch.no_grad():
        p = torch.sigmoid(state.policy(x))
    return clean, cross_entropy.item(), fit(state, keep(x, p), y)


def cam_mask(cam, x):
    cam = F.interpolate(cam, x.shape[2:], mode='bilinear', align_corners=False)
    cam = cam - cam.amin((1, 2, 3), keepdim=True)
    top = cam.amax((1, 2, 3), keepdim=True)
    return torch.where(top > 0, cam / top, torch.ones_like(cam)) > .5


def gradcam(state, x, y):
    """Grad-CAM by a backward pass through the whole guide, as the published code and most libraries do it."""
    features = state.guide.features(x)
    features.retain_grad()
    active = F.relu(features)
    logits = state.guide.classifier(F.adaptive_avg_pool2d(active, 1).flatten(1))
    state.guide.zero_grad()
    logits.gather(1, logits.argmax(1, keepdim=True)).sum().backward()
    cam = F.relu((active * features.grad.mean((2, 3), keepdim=True)).sum(1, keepdim=True)).detach()
    mask = cam_mask(cam, x)
    return fit(state, x * mask, y), fit(state, x, y), mask.double().mean().item()


def gradcam_features(state, x, y):
    """The same, with a backward pass that ends at the features: all that Grad-CAM needs."""
    with torch.no_grad():
        features = state.guide.features(x)
    features.requires_grad_(True)
    active = F.relu(features)
    logits = state.guide.classifier(F.adaptive_avg_pool2d(active, 1).flatten(1))
    gradient, = torch.autograd.grad(logits.gather(1, logits.argmax(1, keepdim=True)).sum(), features)
    cam = F.relu((active * gradient.mean((2, 3), keepdim=True)).sum(1, keepdim=True)).detach()
    mask = cam_mask(cam, x)
    return fit(state, x * mask, y), fit(state, x, y), mask.double().mean().item()


def inference(state, x, y):
    state.model.eval()
    with torch.no_grad():
        return state.model(x).tolist()


def policy(state, x, y):
    return reinforce(state, torch.sigmoid(state.policy(x)), 1.)


STEPS = {
    'baseline': baseline,
    'gradcam': gradcam,
    'gradcam-features': gradcam_features,
    'apga': apga,
    'end2end': end2end,
    'inference': inference,
    'policy': policy,
}
