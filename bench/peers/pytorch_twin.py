"""The PyTorch twin of a dcign network, timed: same layers, same loss, same clamping, same optimiser.

    python3 pytorch_twin.py --mode train --precision bf16 --compile

prints one JSON object: secondsPerStep (median), imagesPerSecond, peakMemoryBytes, version. It is what the
benchmark compares dcign with; the product itself never runs Python.
"""

import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


def stages(size: int, count: int) -> tuple[int, list[int]]:
    """Base side and kernels of the decoder: 7 unless parity forbids it, then 5 (see src/network)."""
    kernels: list[int] = []
    side = size
    for stage in reversed(range(count)):
        below = side // 2 + 3
        kernel = 7 if stage == 0 or below % 2 == 0 else 5
        kernels.insert(0, kernel)
        side = (side + kernel - 1) // 2
    return side, kernels


class Encoder(nn.Module):
    def __init__(self, size: int, maps: list[int], code: int):
        super().__init__()
        channels, layers, side = 1, [], size
        for out in maps:
            layers += [nn.Conv2d(channels, out, 5), nn.MaxPool2d(2), nn.ReLU()]
            channels, side = out, (side - 4) // 2
        self.features = nn.Sequential(*layers)
        self.posterior = nn.Linear(channels * side * side, 2 * code)

    def forward(self, images):
        return self.posterior(self.features(images).flatten(1)).float().chunk(2, dim=1)


class Decoder(nn.Module):
    def __init__(self, size: int, maps: list[int], code: int):
        super().__init__()
        self.side, kernels = stages(size, len(maps))
        self.maps = maps[0]
        self.linear = nn.Linear(code, maps[0] * self.side * self.side)
        outs = [*maps[1:], 1]
        self.convolutions = nn.ModuleList(nn.Conv2d(i, o, k) for i, o, k in zip(maps, outs, kernels))

    def forward(self, z):
        x = F.relu(self.linear(z)).view(-1, self.maps, self.side, self.side)
        for index, convolution in enumerate(self.convolutions):
            if index > 0:
                x = F.relu(x)
            x = convolution(F.interpolate(x, scale_factor=2, mode="nearest"))
        return x


class Block(nn.Module):
    """x + conv(relu(conv(relu(x)))), without normalisation."""

    def __init__(self, maps: int):
        super().__init__()
        self.first, self.second = nn.Conv2d(maps, maps, 3, padding=1), nn.Conv2d(maps, maps, 3, padding=1)

    def forward(self, x):
        return x + self.second(F.relu(self.first(F.relu(x))))


class ResidualEncoder(nn.Module):
    def __init__(self, size: int, maps: list[int], blocks: list[int], patch: int, code: int):
        super().__init__()
        channels, layers = 1, []
        for index, (out, count) in enumerate(zip(maps, blocks)):
            stride = patch if index == 0 else 2
            if index > 0:
                layers.append(nn.ReLU())
            layers.append(nn.Conv2d(channels, out, 2 * stride, stride, stride // 2))
            layers += [Block(out) for _ in range(count)]
            channels = out
        self.features = nn.Sequential(*layers, nn.ReLU())
        side = size // patch // 2 ** (len(maps) - 1)
        self.posterior = nn.Linear(channels * side * side, 2 * code)

    def forward(self, images):
        return self.posterior(self.features(images).flatten(1)).float().chunk(2, dim=1)


class ResidualDecoder(nn.Module):
    def __init__(self, size: int, maps: list[int], blocks: list[int], patch: int, code: int):
        super().__init__()
        cells = patch * 2 ** (len(maps) - 1)
        self.size, self.maps, self.side = size, maps[0], -(-size // cells)
        self.start = patch * ((self.side * cells - size) // patch // 2)
        self.linear = nn.Linear(code, maps[0] * self.side * self.side)
        layers = []
        for index, (maps_in, count) in enumerate(zip(maps, blocks)):
            last = index + 1 == len(maps)
            factor, out = (patch, 1) if last else (2, maps[index + 1])
            layers += [Block(maps_in) for _ in range(count)]
            layers += [nn.ReLU(), nn.Conv2d(maps_in, out * factor**2, 3, padding=1), nn.PixelShuffle(factor)]
        self.layers = nn.Sequential(*layers)

    def forward(self, z):
        x = self.linear(z).view(-1, self.maps, self.side, self.side)
        x = self.layers(x.contiguous(memory_format=torch.channels_last))
        return x[:, :, self.start : self.start + self.size, self.start : self.start + self.size]


class InvarianceTarget(torch.autograd.Function):
    """Clamps all but `active` units to the batch mean; backward pulls the clamped ones towards it."""

    @staticmethod
    def forward(ctx, z, active, weight):
        mean = z.mean(0, keepdim=True)
        ctx.save_for_backward(z - mean, active)
        ctx.weight = weight
        return torch.where(active, z, mean.expand_as(z))

    @staticmethod
    def backward(ctx, gradient):
        difference, active = ctx.saved_tensors
        return torch.where(active, gradient, ctx.weight * difference), None, None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["train", "encode", "decode"], default="train")
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--size", type=int, default=150)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--encoder", default="96,48,24")
    parser.add_argument("--decoder", default="24,48,96,96")
    parser.add_argument("--encoder-blocks", default="")
    parser.add_argument("--decoder-blocks", default="")
    parser.add_argument("--patch", type=int, default=4)
    parser.add_argument("--code", type=int, default=200)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    maps = [int(n) for n in options.encoder.split(",")], [int(n) for n in options.decoder.split(",")]
    if options.encoder_blocks:
        blocks = [[int(n) for n in text.split(",")] for text in (options.encoder_blocks, options.decoder_blocks)]
        encoder = ResidualEncoder(options.size, maps[0], blocks[0], options.patch, options.code)
        decoder = ResidualDecoder(options.size, maps[1], blocks[1], options.patch, options.code)
    else:
        encoder = Encoder(options.size, maps[0], options.code)
        decoder = Decoder(options.size, maps[1], options.code)
    encoder = encoder.to(memory_format=torch.channels_last)
    decoder = decoder.to(memory_format=torch.channels_last)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    if options.compile:
        encoder, decoder = torch.compile(encoder), torch.compile(decoder)
    fused = {"fused": True} if tuple(int(n) for n in torch.__version__.split(".")[:2]) >= (2, 4) else {}
    optimiser = torch.optim.Adam(parameters, lr=5e-4, betas=(0.9, 0.99), **fused)
    batches = torch.randint(0, 256, (8, options.batch, 1, options.size, options.size), dtype=torch.uint8)
    active = torch.zeros(options.code, dtype=torch.bool)
    active[3:] = True

    def autocast():
        return torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16")

    def train(step: int) -> float:
        images = (batches[step % 8].float() / 255).contiguous(memory_format=torch.channels_last)
        with autocast():
            mu, log_var = encoder(images)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        z = InvarianceTarget.apply(z, active, 0.01)
        with autocast():
            logits = decoder(z)
        reconstruction = F.binary_cross_entropy_with_logits(logits.float(), images, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_var - mu * mu - log_var.exp())
        optimiser.zero_grad(set_to_none=True)
        (reconstruction + kl).backward()
        optimiser.step()
        return float(reconstruction.detach())

    def encode(step: int) -> None:
        images = (batches[step % 8].float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), autocast():
            encoder(images)

    codes = torch.randn(options.batch, options.code)

    def decode(_: int) -> None:
        with torch.no_grad(), autocast():
            torch.sigmoid(decoder(codes).float())

    step = {"train": train, "encode": encode, "decode": decode}[options.mode]
    for index in range(options.warmup):
        step(index)
    seconds = []
    for index in range(options.steps):
        start = time.perf_counter()
        step(index)
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    print(
        json.dumps(
            {
                "secondsPerStep": median,
                "imagesPerSecond": options.batch / median,
                "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "version": torch.__version__,
                "parameters": sum(p.numel() for p in parameters),
            }
        )
    )


if __name__ == "__main__":
    main()
