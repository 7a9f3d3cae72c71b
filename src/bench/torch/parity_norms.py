"""Parity cases of what is no part of the published method: batch norms of masked images, gathered statistics, the reward's
statistics, what fills erased pixels, rewards an image, and drawn masks (settings `norms.*`, `arms.fill`, `arms.apga.*`); and
more than two classes, of the published steps and of those that arms are compared with.

  python parity_norms.py FOLDER [CASE...]      writes a JSON file a case, in double precision; `submit/apga verify FILE`
                                               recomputes it

Written as someone at home in PyTorch would: norms of masked images are modules of their own (`TwoNorms`), one Adam holds all
parameters and skips those without a gradient, statistics are gathered by momentum None. Weights and images follow from a seed
by the rule of the published cases. Needs torch and torchvision; shares no line with the product.
"""
import copy
import json
import math
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from apga_torch import UNet11

BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
PRIME = 0x100000001B3
RATE = 1e-4


def text_hash(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * PRIME) & BITS
    return value


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & BITS
    return z ^ (z >> 31)


def uniform(stream, n):
    """n numbers in 0..1."""
    return [(mix((stream + i * GAMMA) & BITS) >> 11) * 2.0**-53 for i in range(1, n + 1)]


def unit(stream, n):
    return [2 * u - 1 for u in uniform(stream, n)]


def purpose(seed, name, index):
    """The stream of a purpose, where draws go on from batch to batch."""
    mixed = mix(text_hash(name) ^ mix((seed + GAMMA) & BITS))
    return mix((mixed * PRIME + index + GAMMA) & BITS)


def fill_by_rule(module, prefix, rename, seed):
    """The rule of the published cases."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if '.masked.' in name:
                continue
            name = rename(name)
            values = torch.tensor(unit(text_hash(prefix + name) ^ seed, parameter.numel())).view(parameter.shape)
            if parameter.dim() > 1:
                values = values * math.sqrt(6 / (parameter.numel() / parameter.shape[0]))
            elif name.endswith('weight'):
                values = 1 + .1 * values
            else:
                values = .1 * values
            parameter.copy_(values)


def image_batch(seed, count, size, classes):
    x = torch.empty(count, 1, size, size)
    angle = torch.arange(size) / size * 2 * math.pi
    a, b = angle[:, None], angle[None, :]
    for k in range(count):
        v = unit(((text_hash('image') ^ seed) + k * 1000003) & BITS, 6)
        x[k, 0] = (.5 + .2 * torch.sin(a * (2 + 2 * v[0]) + 3 * v[1]) + .2 * torch.sin(b * (2 + 2 * v[2]) + 3 * v[3])
                   + .1 * torch.sin((a + b) * (4 + 3 * v[4]) + 3 * v[5]))
    return x.expand(-1, 3, -1, -1).contiguous(), torch.tensor([(k + (seed & 1)) % classes for k in range(count)])


class TwoNorms(nn.Module):
    """A batch norm for whole images and one for masked ones."""

    def __init__(self, norm, affine_apart):
        super().__init__()
        self.clean = norm
        self.masked = copy.deepcopy(norm)
        self.affine_apart = affine_apart
        self.on_masked = False

    def forward(self, x):
        if not self.on_masked:
            return self.clean(x)
        if self.affine_apart:
            return self.masked(x)
        own = self.masked
        return F.batch_norm(x, own.running_mean, own.running_var, self.clean.weight, self.clean.bias, own.training, own.momentum, own.eps)


def split(module, affine_apart):
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, TwoNorms(child, affine_apart))
        else:
            split(child, affine_apart)


class Case:
    def __init__(self, method, size, batch, batches, seed, settings, variant='repaired', classes=2):
        self.method, self.size, self.batch, self.batches, self.seed, self.settings = method, size, batch, batches, seed, settings
        self.variant, self.classes = variant, classes
        self.steps = settings.get('norms.masked-steps', 'shared')
        self.filling = settings.get('arms.fill', 'zero')
        self.model = torchvision.models.densenet121(weights=None)
        self.model.classifier = nn.Sequential(nn.Linear(self.model.classifier.in_features, classes))
        fill_by_rule(self.model, 'classifier.', lambda name: name, seed)
        self.frozen = copy.deepcopy(self.model).train(variant == 'published')
        if self.steps.startswith('split'):
            split(self.model, self.steps == 'split')
        self.model.train()
        self.adam = torch.optim.Adam(self.model.parameters(), lr=RATE)
        if method in ('apga', 'end2end'):
            self.policy = UNet11()
            fill_by_rule(self.policy, 'policy.', self.policy_name, seed)
            self.policy_adam = torch.optim.Adam(self.policy.parameters(), lr=RATE)
        self.baseline = None
        self.drawn = 0

    @staticmethod
    def policy_name(name):
        name = name.replace('.conv.', '.block.0.conv.').replace('.up.', '.block.1.')
        return name.replace('dec1.', 'dec1.conv.')

    # Batch norms

    def norms(self):
        return [m.clean if isinstance(m, TwoNorms) else m for m in self.model.modules()
                if isinstance(m, TwoNorms) or (isinstance(m, nn.BatchNorm2d) and not self.steps.startswith('split'))]

    def masked_norms(self):
        return [m.masked for m in self.model.modules() if isinstance(m, TwoNorms)]

    def on_masked(self, yes):
        for m in self.model.modules():
            if isinstance(m, TwoNorms):
                m.on_masked = yes

    def masked_pass(self, work):
        """Work on masked images in training mode."""
        held = [copy.deepcopy(m.state_dict()) for m in self.norms()] if self.steps == 'held' else []
        self.on_masked(True)
        result = work()
        self.on_masked(False)
        for m, before in zip(self.norms(), held):
            m.running_mean.copy_(before['running_mean'])
            m.running_var.copy_(before['running_var'])
        return result

    def looked(self, x, y, masked, training):
        """Losses of images; nothing moves."""
        before = copy.deepcopy(self.model.state_dict())
        self.model.train(training)
        self.on_masked(masked)
        with torch.no_grad():
            losses = F.cross_entropy(self.model(x), y, reduction='none')
        self.on_masked(False)
        self.model.train()
        self.model.load_state_dict(before)
        return losses

    def gather(self, batches):
        for m in self.norms():
            m.reset_running_stats()
            m.momentum = None
        self.model.train()
        with torch.no_grad():
            for x, _ in batches:
                self.model(x)

    # Steps

    def filler(self, x):
        if self.filling == 'mean':
            return x.mean((1, 2, 3), keepdim=True).expand_as(x)
        if self.filling == 'blur':
            deviation = self.size / 16
            reach = math.ceil(3 * deviation)
            kernel = torch.exp(-(torch.arange(-reach, reach + 1) / deviation) ** 2 / 2)
            kernel = kernel / kernel.sum()
            padded = F.pad(x, (reach, reach, reach, reach), mode='replicate')
            across = F.conv2d(padded, kernel.view(1, 1, 1, -1).expand(3, 1, 1, -1), groups=3)
            return F.conv2d(across, kernel.view(1, 1, -1, 1).expand(3, 1, -1, 1), groups=3)
        return torch.zeros_like(x)

    def fit(self, x, y, masked=False):
        def work():
            self.adam.zero_grad()
            losses = F.cross_entropy(self.model(x), y, reduction='none')
            losses.mean().backward()
            self.adam.step()
            return losses.detach()
        return self.masked_pass(work) if masked else work()

    def chosen(self, p):
        """What is pointed at, over one half and at least one half."""
        if self.settings.get('arms.apga.sampling') != 'bernoulli':
            return p > .5, p >= .5
        start = purpose(self.seed, 'MASKS', 0)
        u = torch.tensor(uniform((start + self.drawn * GAMMA) & BITS, p.numel())).view(p.shape)
        self.drawn += p.numel()
        return u < p, u < p

    def apga(self, x, y):
        clean = self.fit(x, y)
        p = torch.sigmoid(self.policy(x))
        erased, _ = self.chosen(p.detach())
        norms = self.settings.get('arms.apga.reward-norms', 'mixed')
        filler = self.filler(x)
        masked_out = self.looked(torch.where(erased, filler, x), y, True, norms == 'training')
        whole = clean if norms == 'mixed' else self.looked(x, y, False, norms == 'training')
        reward = (masked_out - whole).mean()
        self.baseline = reward if self.baseline is None else .5 * self.baseline + .5 * reward
        one = self.settings.get('arms.apga.reward') == 'image'
        advantage = (masked_out - whole if one else reward.expand(len(y))) - self.baseline

        def bce(target):
            return F.binary_cross_entropy(p, target, reduction='none').mean((1, 2, 3))
        loss = (100 * advantage * bce(erased.to(p.dtype)) + .1 * advantage.abs() * bce(torch.zeros_like(p))
                + .01 * advantage.abs() * bce(torch.ones_like(p))).mean()
        self.policy_adam.zero_grad()
        loss.backward()
        self.policy_adam.step()
        with torch.no_grad():
            p = torch.sigmoid(self.policy(x))
        _, kept = self.chosen(p)
        masked_in = self.fit(torch.where(kept, x, filler), y, True)
        return {'losses': {'clean': clean.mean(), 'masked_out': masked_out.mean(), 'masked_in': masked_in.mean()},
                'policy': {'reward': reward, 'baseline': self.baseline, 'policy_loss': loss.detach()}}

    def end2end(self, x, y):
        clean = self.fit(x, y)
        filler = self.filler(x)
        p = torch.sigmoid(self.policy(x))

        def work():
            if self.variant == 'repaired':
                self.adam.zero_grad()
                self.policy_adam.zero_grad()
            entropy = F.cross_entropy(self.model(p * x + (1 - p) * filler), y)
            bce = F.binary_cross_entropy
            (entropy + .5 * bce(p, torch.zeros_like(p)) + .6 * bce(p, torch.ones_like(p))).backward()
            self.adam.step()
            self.policy_adam.step()
            return entropy.detach()
        soft = self.masked_pass(work)
        with torch.no_grad():
            p = torch.sigmoid(self.policy(x))
        masked_in = self.fit(torch.where(p >= .5, x, filler), y, True)
        return {'losses': {'clean': clean.mean(), 'soft_mask_ce': soft, 'masked_in': masked_in.mean()}}

    def gradcam(self, x, y):
        """A map that is flat erases its image, as in the published cases. Where there are more than two classes, a case shows
        that the map is of the class with the highest score: in each batch that is neither the label nor class 1 of some image."""
        features = self.frozen.features(x).detach().requires_grad_(True)
        active = F.relu(features)
        logits = self.frozen.classifier(F.adaptive_avg_pool2d(active, 1).flatten(1))
        top = logits.argmax(1)
        if self.classes > 2 and not ((top != y) & (top != 1)).any():
            raise SystemExit(f'Cannot make a case of seed {self.seed}: the top classes are {top.tolist()}. Take another seed.')
        gradient, = torch.autograd.grad(logits.gather(1, top[:, None]).sum(), features)
        cam = F.relu((active * gradient.mean((2, 3), keepdim=True)).sum(1, keepdim=True)).detach()
        cam = F.interpolate(cam, x.shape[2:], mode='bilinear', align_corners=False)
        cam = cam - cam.amin((1, 2, 3), keepdim=True)
        cam = cam / cam.amax((1, 2, 3), keepdim=True)
        flat = cam.isnan().all(3).all(2).all(1)
        kept = cam > .5
        masked = self.fit(torch.where(kept, x, self.filler(x)), y, True)
        clean = self.fit(x, y)
        return {'losses': {'cam_masked': masked.mean(), 'clean': clean.mean()},
                'cam': {'mean_of_defined': cam[~flat].mean(), 'images_all_zero': flat.sum(), 'over_half': kept.double().mean()}}

    def clean_steps(self, x, y):
        names = ('clean', 'second', 'third')[:CLEAN_STEPS[self.method]]
        return {'losses': {name: self.fit(x, y).mean() for name in names}}

    def cutout(self, x, y):
        """One rectangle an image, drawn again until it lies within: share of the area 0 .. 1, height over width 0.3 .. 1 / 0.3."""
        clean = self.fit(x, y)
        kept = torch.ones(len(y), 1, self.size, self.size, dtype=torch.bool)
        for image in kept:
            while True:
                area, aspect, top, left = uniform((purpose(self.seed, 'CUTOUT', 0) + self.drawn * GAMMA) & BITS, 4)
                self.drawn += 4
                area *= self.size * self.size
                aspect = .3 + (1 / .3 - .3) * aspect
                tall, wide = int(math.sqrt(area * aspect)), int(math.sqrt(area / aspect))
                top, left = int(top * self.size), int(left * self.size)
                if top + tall <= self.size and left + wide <= self.size:
                    break
            image[0, top:top + tall, left:left + wide] = False
        erased = self.fit(torch.where(kept, x, self.filler(x)), y, True)
        return {'losses': {'clean': clean.mean(), 'cutout': erased.mean()}}

    # The case

    def centre(self, batches):
        with torch.no_grad():
            z = torch.cat([self.policy(x).flatten() for x, _ in batches])
            ordered = z.sort().values
            subtract = (ordered[len(z) // 2 - 1] + ordered[len(z) // 2]) / 2
            divide = z.std()
            self.policy.final.weight /= divide
            self.policy.final.bias.copy_((self.policy.final.bias - subtract) / divide)
        return {'subtract': subtract, 'divide': divide}

    def mask(self, batches):
        with torch.no_grad():
            p = torch.cat([torch.sigmoid(self.policy(x)) for x, _ in batches])
        return {'mean': p.mean(), 'over_half': (p > .5).double().mean(), 'first_row': p[0, 0, self.size // 2, :8]}

    def logits(self, x):
        self.model.eval()
        with torch.no_grad():
            return self.model(x)

    def run(self):
        x, y = image_batch(self.seed, self.batch * self.batches, self.size, self.classes)
        training = list(zip(x.split(self.batch), y.split(self.batch)))
        validation, _ = image_batch(self.seed + 7, self.batch, self.size, self.classes)
        expected = {}
        if self.method in ('apga', 'end2end'):
            expected['policy_final'] = self.centre(training)
            expected['mask_before'] = self.mask(training)
        expected['logits_before'] = self.logits(validation)
        self.model.train()
        for images, labels in training:
            step = (self.clean_steps if self.method in CLEAN_STEPS else getattr(self, self.method))(images, labels)
            for name, value in step.get('losses', {}).items():
                expected.setdefault('losses', {}).setdefault(name, []).append(value)
            for table in ('policy', 'cam'):
                if table in step:
                    expected.setdefault(table, []).append(step[table])
        own = [t for m in self.masked_norms() for n, t in m.state_dict().items()
               if n.startswith('running') or (self.steps == 'split' and n in ('weight', 'bias'))]
        if self.settings.get('norms.evaluation') == 'gathered':
            self.gather(training)
        expected['logits_after'] = self.logits(validation)
        expected['classifier_norm_after'] = self.length([p for n, p in self.model.named_parameters() if '.masked.' not in n])
        if self.settings:
            expected['statistics_after'] = self.length([t for m in self.norms() for t in (m.running_mean, m.running_var)])
        if own:
            expected['own_norms_after'] = self.length(own)
        if self.method in ('apga', 'end2end'):
            expected['mask_after'] = self.mask([(validation, None)])
            with torch.no_grad():
                p = torch.sigmoid(self.policy(validation))
                kept = torch.where(p >= .5, validation, self.filler(validation))
            expected['tta_probabilities'] = (self.logits(validation).softmax(1) + self.logits(kept).softmax(1)) / 2
            expected['policy_norm_after'] = self.length(self.policy.parameters())
        return {'method': self.method, 'variant': self.variant, 'classifier': 'densenet121',
                'policy': 'unet11' if self.method in ('apga', 'end2end') else None, 'image_size': self.size, 'batch': self.batch,
                'batches': self.batches, 'seed': self.seed, 'learning_rate': RATE,
                **({} if self.classes == 2 else {'classes': self.classes}), **({'settings': self.settings} if self.settings else {}),
                'expected': plain(expected)}

    @staticmethod
    def length(tensors):
        return math.sqrt(sum((t.detach() ** 2).sum().item() for t in tensors))


def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.tolist() if isinstance(value, torch.Tensor) else value


MASKED, EVALUATED, NORMS = 'norms.masked-steps', 'norms.evaluation', 'arms.apga.reward-norms'
CLEAN_STEPS = {'baseline': 1, 'continue': 2, 'continue3': 3}
FOUR = {'classes': 4}
PUBLISHED = {'classes': 4, 'variant': 'published'}
CASES = {
    'baseline-gathered': ('baseline', 32, {EVALUATED: 'gathered'}),
    'apga-held': ('apga', 32, {MASKED: 'held', EVALUATED: 'gathered'}),
    'apga-split': ('apga', 32, {MASKED: 'split', 'arms.fill': 'mean'}),
    'apga-split-statistics': ('apga', 32, {MASKED: 'split-statistics', NORMS: 'evaluation'}),
    'apga-image': ('apga', 32, {'arms.apga.reward': 'image', NORMS: 'training', 'arms.fill': 'blur'}),
    'apga-bernoulli': ('apga', 32, {'arms.apga.sampling': 'bernoulli', 'arms.apga.reward': 'image', MASKED: 'split', NORMS: 'training'}),
    'end2end-split': ('end2end', 32, {MASKED: 'split', 'arms.fill': 'mean'}),
    'gradcam-split': ('gradcam', 64, {MASKED: 'split', 'arms.fill': 'blur'}),
    'baseline-four': ('baseline', 32, {}, PUBLISHED),
    'continue-four': ('continue', 64, {}, FOUR),
    'continue3-four': ('continue3', 64, {}, FOUR),
    'cutout-four': ('cutout', 64, {}, FOUR),
    'apga-four': ('apga', 32, {}, PUBLISHED),
    'end2end-four': ('end2end', 32, {}, PUBLISHED),
    'gradcam-four': ('gradcam', 64, {}, {**PUBLISHED, 'seed': 3}),
    'apga-four-bernoulli': ('apga', 32, {'arms.apga.sampling': 'bernoulli', 'arms.apga.reward': 'image', MASKED: 'split', NORMS: 'training'}, FOUR),
    'end2end-four-split': ('end2end', 32, {MASKED: 'split', 'arms.fill': 'mean'}, FOUR),
    'gradcam-four-split': ('gradcam', 64, {MASKED: 'split', 'arms.fill': 'blur', EVALUATED: 'gathered'}, {**FOUR, 'seed': 3}),
}


def main():
    torch.set_default_dtype(torch.float64)
    folder = Path(sys.argv[1])
    for name in sys.argv[2:] or CASES:
        method, size, settings, *other = CASES[name]
        case = Case(method, size, 4 if size == 32 else 2, 2, settings=settings, **dict({'seed': 5}, **dict(*other))).run()
        (folder / f'{name}.json').write_text(json.dumps(case, indent=1) + '\n')
        print(name, case['expected']['losses'])


if __name__ == '__main__':
    main()
