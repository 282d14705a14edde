"""Measure nfi beside the strongest other systems: same data, same machine, one run.

    make peers                or    python3 bench/peers/peers.py [--dwellings 20000] [--out FILE]

Builds nfi, puts the other systems into a folder of its own with pip (pinned in
requirements.txt), runs everybody over the published sets of people named by --labelled or
$NFI_LABELLED and over an invented council, and writes our figure, theirs and the ratio.
What is not here (Python's packages, the sets, a command of nfi) is said, and the rest is
done. Nothing is kept but the report. Standard library only: the other systems run as
processes of their own, and so is nfi, so that time and memory are counted alike.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# How Splink is run: its name in the report, names apart or as one comparison, random pairs
# for u. One million is Splink's own default, ten million what its users take for accuracy.
SPLINK_WAYS = (
    ("Splink apart", "apart", "1e7"),
    ("Splink joint", "joint", "1e7"),
    ("Splink quick", "apart", "1e6"),
)
KERNEL_ROUNDS = 3
GO_BENCH = ("-bench", "^BenchmarkNames$", "-cpu", "1", "-count", "3", "-benchtime", "100ms")
TOP_TENTH = 10
KEY_BYTES = 32


class Failed(Exception):
    """A step that could not be done; the message says why."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- running -----------------------------------------------------------------


@dataclass
class Cost:
    """What a process took."""

    wall: float  # seconds
    processor: float  # seconds
    memory: float  # MiB, the largest resident size


def run(command: list[str | Path], **options: Any) -> Cost:
    """Run a command to its end; raise Failed with its last words if it fails."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            **options,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            last = [line.strip() for line in output.read().splitlines() if line.strip()]
            raise Failed(f"{Path(command[0]).name}: {' / '.join(last[-3:])[:300]}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Cost(wall, usage.ru_utime + usage.ru_stime, kilobytes / 1024)


def output_of(command: list[str | Path], **options: Any) -> str:
    """The standard output of a command; raise Failed if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        **options,
    )
    if done.returncode != 0:
        raise Failed(f"{Path(command[0]).name}: {done.stderr.strip()[-300:]}")
    return str(done.stdout)


# --- figures -----------------------------------------------------------------


@dataclass
class Score:
    """Pairs found against pairs true."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.true) if self.true else 0.0


@dataclass
class Result:
    """One system over one set. What was not measured is None."""

    system: str
    every: Score | None = None  # all pairs with a probability of a half or more
    best: Score | None = None  # one to one
    cost: Cost | None = None
    notes: list[str] = field(default_factory=list)


@dataclass
class Tools:
    """What runs: nfi, the helper of this folder, and Python with the other systems."""

    folder: Path
    nfi: Path
    helper: Path
    python: Path | None


def judge(tools: Tools, truth: Path, pairs: Path, best: bool = False) -> Score:
    command: list[str | Path] = [tools.helper, "judge", "-truth", truth]
    counts = json.loads(output_of(command + (["-best"] if best else []) + [pairs]))
    return Score(counts["Found"], counts["Right"], counts["True"])


def build(folder: Path) -> Tools:
    """Build nfi as it is released, and the helper."""
    environment = {**os.environ, "CGO_ENABLED": "0"}
    nfi, helper = folder / "nfi", folder / "peers"
    run(["go", "build", "-o", nfi, "./cmd/nfi"], env=environment)
    run(["go", "build", "-o", helper, "./bench/peers"], env=environment)
    return Tools(folder, nfi, helper, None)


def install(tools: Tools) -> str:
    """Install the other systems; return why not where they cannot be had."""
    venv = tools.folder / "venv"
    try:
        run([sys.executable, "-m", "venv", venv])
        python = venv / "bin" / "python"
        run(
            [
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                HERE / "requirements.txt",
            ]
        )
    except (Failed, OSError) as reason:
        return f"the other systems cannot be installed ({reason})"
    tools.python = python
    return ""


# --- lists of people -----------------------------------------------------------


def has_command(tools: Tools, name: str) -> bool:
    """Whether this build of nfi has a command: an unknown one shows the help of all."""
    try:
        return f"nfi {name}" in output_of([tools.nfi, name, "--help"]).split("Usage", 1)[-1]
    except Failed:
        return False


def link_ours(tools: Tools, folder: Path) -> Result:
    """nfi link over a set: one to one for its cost, and all pairs."""
    result = Result("nfi link")
    key = tools.folder / "link.key"  # a fixed one: the figures can be had again
    key.write_text("07" * KEY_BYTES + "\n")
    key.chmod(0o600)
    if not has_command(tools, "link"):
        result.notes.append("nfi link: not in this build")
        return result
    manifest = json.loads((folder / "set.json").read_text())
    lists = [
        tools.nfi,
        "link",
        manifest["left"],
        manifest["right"],
        "--map",
        manifest["map"],
        "--key-file",
        key,
    ]
    try:
        result.cost = run(lists + ["--out", folder / "ours_one"])
        result.best = judge(tools, folder / "truth.csv", folder / "ours_one" / "pairs.csv")
        run(lists + ["--all-pairs", "--out", folder / "ours_all"])
        result.every = judge(tools, folder / "truth.csv", folder / "ours_all" / "pairs.csv")
    except Failed as reason:
        result.notes.append(f"nfi link failed: {reason}")
    return result


def link_splink(tools: Tools, folder: Path, way: tuple[str, str, str]) -> Result:
    name, names, random_pairs = way
    result, out = Result(name), folder / f"splink_{names}_{random_pairs}"
    if tools.python is None:
        return result
    say(f"  {name}")
    try:
        result.cost = run(
            [tools.python, HERE / "splink_people.py", folder, out, names, random_pairs]
        )
    except Failed as reason:
        result.notes.append(f"{name} failed: {reason}")
        return result
    result.every = judge(tools, folder / "truth.csv", out / "all.csv")
    result.best = judge(tools, folder / "truth.csv", out / "one.csv")
    seconds = json.loads((out / "stages.json").read_text())["seconds"]
    steps = ", ".join(f"{step} {spent:.1f}" for step, spent in seconds.items())
    result.notes.append(f"{name}, processor s: {steps}")
    return result


# --- the council ---------------------------------------------------------------


def run_council(tools: Tools, folder: Path) -> Cost:
    """nfi run over the council's files, in a workspace of its own."""
    workspace, data = folder / "workspace", folder / "data"
    run(
        [tools.nfi, "init", workspace, "--key-file", folder / "council.keys"],
        stdin=subprocess.DEVNULL,
    )
    return run(
        [
            tools.nfi,
            "run",
            "--workspace",
            workspace,
            "--exercise",
            "2026Q4",
            "--council-tax",
            data / "council_tax.csv",
            "--council-tax-date",
            "2026-11-01",
            "--register",
            data / "electoral_register.csv",
            "--register-date",
            "2026-12-01",
            "--ctr",
            data / "ctr.csv",
            "--ctr-date",
            "2026-11-01",
            "--codes",
            data / "codes.csv",
        ]
    )


def link_council(tools: Tools, folder: Path) -> Result:
    """The persons that nfi finds at one dwelling, and the cost of its whole review."""
    result = Result("nfi run")
    result.every = judge(tools, folder / "truth.csv", folder / "ours.csv")
    result.best = judge(tools, folder / "truth.csv", folder / "ours.csv", best=True)
    result.cost = run_council(tools, folder)
    return result


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def list_of(folder: Path) -> dict[str, Score]:
    """The flags that nfi lists for NFI's rule, and the top tenth by score alone."""
    truth = {
        row["line"]: row["truth"] == "undeclared"
        for row in rows_of(folder / "data" / "truth" / "accounts.csv")
    }
    flags = [
        row
        for row in rows_of(folder / "workspace" / "runs" / "2026Q4" / "flags.csv")
        if row["rule"] == "A0"
    ]
    flags.sort(key=lambda row: (-float(row["score_bits"]), int(row["account_line"])))

    def score(part: list[dict[str, str]]) -> Score:
        return Score(
            len(part), sum(truth[row["account_line"]] for row in part), sum(truth.values())
        )

    return {
        "the list of nfi run": score(flags),
        "its top tenth by score": score(flags[: len(flags) // TOP_TENTH]),
    }


def rule_by_join(tools: Tools, folder: Path) -> dict[str, Score]:
    """NFI's rule by the ways of joining that join.py knows."""
    if tools.python is None:
        return {}
    names = {
        "uprn": "DuckDB, equal UPRNs",
        "address": "DuckDB, equal addresses",
        "either": "DuckDB, either",
        "ours": "dwellings placed by nfi",
    }
    report = json.loads(output_of([tools.python, HERE / "join.py", folder]))
    return {names[way]: Score(*counts[:3]) for way, counts in report.items()}


# --- kernels -------------------------------------------------------------------


def time_ours(names: Path) -> dict[str, float]:
    """Nanoseconds a pair of the Go benchmark, by names and what was timed."""
    text = output_of(
        ["go", "test", "./bench/peers", "-run", "^$", *GO_BENCH],
        env={**os.environ, "NFI_PEERS_NAMES": str(names)},
    )
    times: dict[str, float] = {}
    for kind, what, spent in re.findall(r"names=(\w+)/of=(\w+)\s.*?([\d.]+) ns/pair", text):
        key = f"{kind} {what}"
        times[key] = min(times.get(key, float("inf")), float(spent))
    return times


def time_theirs(tools: Tools, names: Path) -> dict[str, float]:
    if tools.python is None:
        return {}
    report = json.loads(output_of([tools.python, HERE / "kernels.py", names]))
    return {
        f"{kind} {what}": spent for kind, times in report.items() for what, spent in times.items()
    }


def time_kernels(tools: Tools, names: Path) -> dict[str, float]:
    """Both by turns, and the least of each: a disturbance should not fall on one alone."""
    best: dict[str, float] = {}
    for _ in range(KERNEL_ROUNDS):
        for times in (time_ours(names), time_theirs(tools, names)):
            for key, spent in times.items():
                best[key] = min(best.get(key, float("inf")), spent)
    return best


# --- the report ----------------------------------------------------------------


def machine() -> str:
    """The processor by the name that the system gives it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    model = found.group(1) if found else platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} processors, {platform.system()}"


# The measures of a result: what they are called, and where a Result has them.
MEASURES = (
    ("all pairs, precision", "every", "precision"),
    ("all pairs, recall", "every", "recall"),
    ("all pairs, F1", "every", "f1"),
    ("one to one, precision", "best", "precision"),
    ("one to one, recall", "best", "recall"),
    ("one to one, F1", "best", "f1"),
    ("processor seconds", "cost", "processor"),
    ("seconds", "cost", "wall"),
    ("peak memory, MiB", "cost", "memory"),
)


def measured(result: Result, part: str, measure: str) -> float | None:
    of = getattr(result, part)
    return None if of is None else float(getattr(of, measure))


def ratio(ours: float | None, theirs: float | None, is_cost: bool) -> str:
    """How many times better ours is: what is missing of 1, or what is spent, theirs by ours."""
    if ours is None or theirs is None:
        return ""
    if not is_cost:
        ours, theirs = 1 - ours, 1 - theirs
    if ours <= 0:
        return "equal" if theirs <= 0 else "no error"
    return f"{theirs / ours:.2f}"


def written(value: float | None, is_cost: bool) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if is_cost else f"{value:.4f}"


def table(title: str, ours: Result, theirs: list[Result]) -> list[str]:
    """One set: a row a measure; our figure, then each of theirs and the ratio."""
    lines = [
        "",
        title,
        f"{'':24}{ours.system:>10}"
        + "".join(f"{other.system:>15}{'ratio':>9}" for other in theirs),
    ]
    for name, part, measure in MEASURES:
        mine, is_cost = measured(ours, part, measure), part == "cost"
        row = f"{name:24}{written(mine, is_cost):>10}"
        for other in theirs:
            value = measured(other, part, measure)
            row += f"{written(value, is_cost):>15}{ratio(mine, value, is_cost):>9}"
        lines.append(row.rstrip())
    return lines + [f"  {note}" for result in (ours, *theirs) for note in result.notes]


def kernel_table(times: dict[str, float]) -> list[str]:
    """Nanoseconds a pair: our way, theirs, and how many times faster ours is."""
    rows = (
        ("similarity", "matchr", "filters, against matchr's Jaro-Winkler"),
        ("similarity", "rapidfuzz", "filters, against RapidFuzz's Jaro-Winkler"),
        ("similarity", "rapidfuzz_cutoff", "filters, against the same with cutoff 0.85"),
        ("common", "anonlink", "common bits, against anonlink's Dice from 0.85"),
    )
    lines = [
        "",
        "Kernels: processor ns a pair, one thread, up to 2,000 names, each against each",
        f"{'':58}{'ours':>8}{'theirs':>9}{'ratio':>8}",
    ]
    for kind in ("surnames", "full"):
        for mine, theirs, words in rows:
            ours, other = times.get(f"{kind} {mine}"), times.get(f"{kind} {theirs}")
            if ours is not None and other is not None:
                lines.append(f"{kind:10}{words:48}{ours:8.1f}{other:9.1f}{other / ours:8.2f}")
    return lines


def rule_table(found: dict[str, Score]) -> list[str]:
    lines = [
        "",
        "NFI's rule: a single person discount, no disregard, two adult electors or more",
        f"{'':28}{'named':>8}{'right':>8}{'precision':>11}{'recall':>9}",
    ]
    return lines + [
        f"{name:28}{s.found:8}{s.right:8}{s.precision:11.4f}{s.recall:9.4f}"
        for name, s in found.items()
    ]


HEADING = """\
nfi beside other systems
A report of one run of "make peers" with seconds of one machine: read the ratios.
No label was used for any threshold: a pair is found from probability 0.5 on.
Ratio: how many times better ours is. For shares it is what theirs misses of 1 by what ours
misses, for costs theirs by ours; below 1 ours is worse.
Splink is configured as its expert user would: names apart or as one (joint) comparison, u
from ten million random pairs, or from Splink's own default of one million (quick).
"""


def people(tools: Tools, labelled: str) -> list[str]:
    sets = tools.folder / "sets"
    absent = output_of([tools.helper, "sets", "-labelled", labelled, "-out", sets])
    lines = [f"  {line}" for line in absent.splitlines()]
    if lines:
        lines = ["", "Published sets of people (--labelled or NFI_LABELLED)"] + lines
    for folder in sorted(path.parent for path in sets.glob("*/set.json")):
        manifest = json.loads((folder / "set.json").read_text())
        if not manifest["right"]:
            continue  # one list, to be deduplicated
        say(f"{manifest['name']}: {manifest['true']} true pairs")
        theirs = [link_splink(tools, folder, way) for way in SPLINK_WAYS]
        lines += table(
            f"{manifest['name']}: {manifest['true']} true pairs", link_ours(tools, folder), theirs
        )
    return lines


def council(tools: Tools, options: argparse.Namespace) -> list[str]:
    folder = tools.folder / "council"
    made = output_of(
        [
            tools.helper,
            "council",
            "-out",
            folder,
            "-profile",
            options.profile,
            "-dwellings",
            str(options.dwellings),
            "-seed",
            str(options.seed),
        ]
    )
    title = f"council, {options.profile}, seed {options.seed}: {made.strip()}"
    say(title)
    ours = link_council(tools, folder)
    ours.notes.append(
        "nfi run reads files, parses, places, matches, lists and seals; Splink is "
        "given persons and addresses parsed by nfi"
    )
    lines = table(title, ours, [link_splink(tools, folder, way) for way in SPLINK_WAYS])
    lines += rule_table({**rule_by_join(tools, folder), **list_of(folder)})
    say("kernels")
    return lines + kernel_table(time_kernels(tools, folder / "names"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--labelled",
        default=os.environ.get("NFI_LABELLED", ""),
        help="folder of the published sets (default: $NFI_LABELLED)",
    )
    parser.add_argument("--profile", default="northern", help="profile of the council")
    parser.add_argument("--dwellings", type=int, default=20_000, help="its dwellings")
    parser.add_argument("--seed", type=int, default=101, help="its seed, 100 or more")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "bench" / "testdata" / "peers.txt",
        help="file of the report",
    )
    return parser.parse_args()


def main() -> None:
    options = arguments()
    if shutil.which("go") is None:
        sys.exit("peers: error: go is not here, and nfi cannot be built")
    with tempfile.TemporaryDirectory(prefix="peers") as name:
        tools = build(Path(name))
        missing = install(tools)
        pins = (HERE / "requirements.txt").read_text().splitlines()
        versions = ", ".join(pin for pin in pins if "==" in pin)
        lines = [HEADING, f"{datetime.date.today()}, {machine()}", versions]
        if missing:
            say(missing)
            lines += ["", f"Not compared: {missing}"]
        lines += people(tools, options.labelled) + council(tools, options)
    report = "\n".join(lines) + "\n"
    options.out.write_text(report)
    print(report, end="")


if __name__ == "__main__":
    try:
        main()
    except Failed as reason:
        sys.exit(f"peers: error: {reason}")
