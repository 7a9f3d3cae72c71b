"""Makes the .npz files beside this file: pip install numpy==2.4.6."""

import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
weight = np.arange(24, dtype="<f4").reshape(2, 3, 2, 2) / 8 - 1
np.savez(
    here / "network.npz",
    **{
        "features.conv0.weight": weight,
        "features.norm0.running_var": np.array([0.1, 0.2], dtype="<f8"),
        "scale": np.array(0.5, dtype="<f4"),
        "adam.steps": np.int64(12345678901),
        "adam.m/features.conv0.weight": weight * 2,
        "adam.v/features.conv0.weight": weight**2,
        "adam.carried/features.conv0.weight": -weight,
    },
)
np.savez(here / "refused-object.npz", thing=np.array([{}], dtype=object))
np.savez(here / "refused-record.npz", record=np.zeros(2, dtype=[("a", "<f4"), ("b", "<f4")]))
np.savez(here / "refused-fortran.npz", matrix=np.asfortranarray(weight[0, :, :, 0]))
np.savez(here / "refused-big-endian.npz", swapped=weight.astype(">f4"))
np.savez_compressed(here / "compressed.npz", packed=weight, **{"norm.num_batches_tracked": np.int64(7)})
half = np.array([1, -2.5, 65504, 2**-24, 1023 * 2.0**-24, 2**-14, 1 / 3, np.inf, -np.inf, np.nan, -0.0], dtype="<f2")
np.savez(here / "half.npz", half=half)
