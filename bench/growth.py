"""`python -m bench.growth`: how time grows with commits, files, environments and config vars.

Each curve is drawn against what grows with it otherwise, into docs/growth as SVG; the numbers are
kept beside the table's.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from statistics import median

import pygal  # type: ignore[import-untyped]

from bench.__main__ import machine, sandbox_in
from bench.rows import CHECK, DRY_RUN, STATUS, config, releases
from bench.stage import Project, Stage

HERE = Path(__file__).parent
LAST = HERE / "results" / "growth-last.json"
PICTURES = HERE.parent / "docs" / "growth"
ROUNDS = int(os.environ.get("ROUNDS", "3"))

Argvs = Sequence[Sequence[str]]
Ways = Mapping[str, Argvs]  # by what it is called in the picture


@dataclass(frozen=True)
class Curve:
    """What grows, over which sizes; `ways` makes a project of a size, and what is run in it."""

    name: str
    title: str
    sizes: tuple[int, ...]
    ways: Callable[[Stage, int], tuple[Project, Ways]]


def commits(stage: Stage, size: int) -> tuple[Project, Ways]:
    """So many commits, each with a file of its own."""
    return _planned(stage.project(size))


def files(stage: Stage, size: int) -> tuple[Project, Ways]:
    """So many files in one commit."""
    project = stage.project()
    project.commit({f"d{each // 100}/f{each}.txt": str(each % 10) for each in range(size)})
    return _planned(project)


def _planned(project: Project) -> tuple[Project, Ways]:
    return project, {
        "deploy --dry-run": (DRY_RUN,),
        "git log + git diff --name-only": project.by_git,
    }


def environments(stage: Stage, size: int) -> tuple[Project, Ways]:
    """So many environments."""
    project = stage.project(labels=[f"env{each}" for each in range(size)])
    return project, {"status": (STATUS,), "heroku releases, of one": (releases(project),)}


def config_vars(stage: Stage, size: int) -> tuple[Project, Ways]:
    """So many config vars, all as they should be."""
    project = stage.project()
    project.hold_config_vars(size)
    return project, {"config --check": (CHECK,), "heroku config": (config(project),)}


CURVES = (
    Curve("commits", "Commits to go out", (10, 100, 1_000, 10_000, 100_000), commits),
    Curve("files", "Files of one commit", (10, 100, 1_000, 10_000), files),
    Curve("environments", "Environments", (1, 3, 10, 30), environments),
    Curve("config-vars", "Config vars", (10, 100, 1_000), config_vars),
)


def measured(curve: Curve, stage: Stage) -> dict[str, list[float]]:
    """Measure a curve: the median of each size, in seconds, by the way's name."""
    found: dict[str, list[float]] = {}
    for size in curve.sizes:
        project, ways = curve.ways(stage, size)
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):  # the first warms up
            for name, argvs in ways.items():
                seconds = project.seconds(*argvs)
                if number:
                    taken[name].append(seconds)
        for name, values in taken.items():
            found.setdefault(name, []).append(round(median(values), 4))
        said = ", ".join(f"{name} {values[-1]:.3f} s" for name, values in found.items())
        print(f"{curve.name}, {size:,}: {said}", file=sys.stderr, flush=True)
    return found


def draw(curve: Curve, found: Mapping[str, Sequence[float]]) -> None:
    """Draw a curve over a logarithmic scale of sizes."""
    chart = pygal.XY(
        title=curve.title, y_title="seconds", width=640, height=360,
        legend_at_bottom=True, include_x_axis=True, js=(),
        x_value_formatter=lambda power: f"{10**power:,.0f}",
    )  # fmt: skip
    chart.x_labels = [log10(size) for size in curve.sizes]
    for name, values in found.items():
        chart.add(
            name, [(log10(size), each) for size, each in zip(curve.sizes, values, strict=True)]
        )
    PICTURES.mkdir(exist_ok=True)
    chart.render_to_file(str(PICTURES / f"{curve.name}.svg"))


def main() -> None:
    """Measure all curves, keep the numbers, and draw them."""
    with tempfile.TemporaryDirectory() as folder, sandbox_in(Path(folder)) as sandbox:
        stage = Stage(sandbox, Path(folder))
        found = {curve.name: measured(curve, stage) for curve in CURVES}
        told = {"machine": machine(sandbox.env()), "seconds": {
            curve.name: {"sizes": curve.sizes, **found[curve.name]} for curve in CURVES
        }}  # fmt: skip
    LAST.write_text(json.dumps(told, indent=1) + "\n")
    for curve in CURVES:
        draw(curve, found[curve.name])


if __name__ == "__main__":
    main()
