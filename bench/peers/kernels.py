"""Time string and filter comparisons of other libraries over given names, in one thread.

    python kernels.py NAMES_FOLDER

prints JSON: by kind of names and by what was timed, the least nanoseconds a pair over
several rounds of each name against each. Processor time, so that other work of the machine
counts less.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from anonlink.similarities import dice_coefficient
from bitarray import bitarray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

ROUNDS = 7
FILTER_BYTES = 64
CUTOFF = 0.85


def least(pairs: int, work: Callable[[], object]) -> float:
    """The least nanoseconds a pair of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return min(times) / pairs


def read_filters(path: Path) -> list[bitarray]:
    raw = path.read_bytes()
    filters = []
    for at in range(0, len(raw), FILTER_BYTES):
        bits = bitarray(endian="little")
        bits.frombytes(raw[at : at + FILTER_BYTES])
        filters.append(bits)
    return filters


def time_kind(folder: Path, kind: str) -> dict[str, float]:
    names = (folder / f"{kind}.txt").read_text().splitlines()
    filters = read_filters(folder / f"{kind}.filters")
    pairs = len(names) ** 2

    def jaro_winkler(cutoff: float | None) -> Callable[[], object]:
        return lambda: cdist(
            names,
            names,
            scorer=JaroWinkler.similarity,
            score_cutoff=cutoff,
            workers=1,
            dtype=np.float32,
        )

    return {
        "rapidfuzz": least(pairs, jaro_winkler(None)),
        "rapidfuzz_cutoff": least(pairs, jaro_winkler(CUTOFF)),
        "anonlink": least(pairs, lambda: dice_coefficient((filters, filters), CUTOFF)),
    }


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    print(json.dumps({kind: time_kind(folder, kind) for kind in ("surnames", "full")}))


if __name__ == "__main__":
    main(sys.argv[1:])
