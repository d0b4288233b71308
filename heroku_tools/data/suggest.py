"""`data ENVIRONMENT --propose`: masking rules for every column nobody decided about."""

from __future__ import annotations

from heroku_tools.console import count
from heroku_tools.data.database import catalogue
from heroku_tools.data.flow import flow_of
from heroku_tools.data.look import ends, opened
from heroku_tools.data.obstacles import hiding
from heroku_tools.data.options import Options
from heroku_tools.data.review import review
from heroku_tools.errors import Exit
from heroku_tools.journey.stage import Stage


def suggest(stage: Stage, options: Options) -> Exit:
    """Print the rules that are proposed, ready to be pasted; it changes nothing."""
    flow = flow_of(stage.settings, stage.environment)
    source = ends(stage, flow, options).source
    stage.console.progress(f"Looking at {source.label} ({source.place}) ...")
    with opened(source) as connection:
        found = review(flow, catalogue.read(connection), connection)
    undecided = [{"column": each.column, "why": each.why} for each in found.undecided]
    stage.report.update({"undecided": undecided, "proposed": found.to_paste or None})
    for problem in (*found.problems, *hiding(found.hiding)):
        stage.console.warn(problem)
    if not found.undecided:
        stage.console.note(f"Every column of {source.label} is decided: nothing to propose.")
        return Exit.DONE
    columns = count(len(found.undecided), "column")
    stage.console.note(f"# {columns} of {source.label} that nobody decided about; look it over.")
    stage.console.answer(found.to_paste.rstrip("\n"))
    return Exit.DONE
