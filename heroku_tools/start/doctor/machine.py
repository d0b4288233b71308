"""Looking at this machine: programs, the login; and at what the file counts on here."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack

from heroku_tools.console import count
from heroku_tools.data.salt import salt_of
from heroku_tools.errors import HerokuToolsError, ProgramMissing
from heroku_tools.journey.side_by_side import Looking, answer
from heroku_tools.settings import Settings
from heroku_tools.start.doctor.finding import Finding, Section, fine, note, to_do
from heroku_tools.start.doctor.programs import PG_DUMP, PROGRAMS, Program, judge
from heroku_tools.tools import heroku as cli
from heroku_tools.tools import process
from heroku_tools.tools.asked import Asked
from heroku_tools.tools.git import Git
from heroku_tools.tools.heroku import Heroku
from heroku_tools.tools.pg_programs import pg_program
from heroku_tools.tools.process import Finished
from heroku_tools.tools.questions import Answered, Later

WITHIN = 60.0  # seconds for a program to say its version


def machine(settings: Settings, heroku: Heroku | None, env: Mapping[str, str]) -> Looking[Section]:
    """Ask the programs for their versions, and the CLI who is logged in, side by side."""
    promotes = any(each.promote_from for each in settings.environments)
    copies = settings.data is not None
    with ExitStack() as under_way:
        asked = [(each, under_way.enter_context(_version(each, heroku, env))) for each in PROGRAMS]
        login = under_way.enter_context(_whoami(heroku)) if heroku else None
        found = []
        for program, asking in asked:
            said = yield from answer(asking)
            found.append(judge(program, said, promotes=promotes, copies=copies))
        if login:
            found.append((yield from answer(login)))
    return Section("This machine", tuple(found))


def _version(program: Program, heroku: Heroku | None, env: Mapping[str, str]) -> Later[str | None]:
    try:
        if program.name == "heroku":
            return Asked(heroku.start(program.argv), _said) if heroku else Answered(None)
        argv = _newest(program) if program is PG_DUMP else program.argv
        return Asked(process.question(argv, env=env, timeout=WITHIN), _said)
    except ProgramMissing:
        return Answered(None)


def _newest(program: Program) -> tuple[str, ...]:
    """One that is new enough may lie beside the PATH, where `data` finds it."""
    try:
        found = pg_program(program.name, at_least=program.oldest[0])
    except ProgramMissing:
        return program.argv
    return (str(found), *program.argv[1:])


def _said(finished: Finished) -> str:
    return finished.text


def _whoami(heroku: Heroku) -> Later[Finding]:
    return Asked(heroku.start(("heroku", "auth:whoami")), _login)


def _login(finished: Finished) -> Finding:
    if finished.ok and finished.text.strip():
        return fine(f"logged in as {finished.text.split()[-1]}")
    error = cli.failure(finished)
    return to_do(error.message, error.hint or "heroku login")


def file(settings: Settings, git: Git, env: Mapping[str, str]) -> Section:
    """Look at what the file counts on in this clone and in this shell."""
    found = [note(each) for each in settings.notices]
    if not git.has_remote("origin"):
        why = "nothing keeps two people from deploying at the same moment"
        found.append(note(f"this clone has no origin: {why}", "git remote add origin URL"))
    found += [*_variables(settings, env), *_salt(settings, env), *_hooks(settings, git)]
    sound = fine(f"it is sound: {count(len(settings.environments), 'environment')}")
    return Section(settings.path.name, (sound, *found))


def _variables(settings: Settings, env: Mapping[str, str]) -> list[Finding]:
    news = {each for environment in settings.environments for each in environment.notify}
    urls = {each.database_url for each in settings.environments if each.database_url}
    salts = {settings.data.salt} if settings.data and settings.data.salt else set()
    return [
        to_do(f"the environment variable {each.env} is not set, and {who} needs it ({each.where})",
              f"export {each.env}=...")
        for who, sources in (("deploy", news), ("data", urls | salts))
        for each in sorted(sources, key=lambda source: source.where)
        if each.env and not env.get(each.env)
    ]  # fmt: skip


def _salt(settings: Settings, env: Mapping[str, str]) -> list[Finding]:
    """One that is not set is told among the variables."""
    policy = settings.data
    if not (policy and policy.salt) or (policy.salt.env and not env.get(policy.salt.env)):
        return []
    try:
        salt_of(policy, env)
    except HerokuToolsError as error:
        return [to_do(error.message, error.hint or "mend `salt:`")]
    return []


def _hooks(settings: Settings, git: Git) -> list[Finding]:
    hooks = [each.hooks for each in settings.environments]
    argvs = {argv for each in hooks for argv in (each.before, each.after, each.failed) if argv}
    programs = sorted({argv[0] for argv in argvs})
    return [
        to_do(f"the hook {program} cannot be run", "mend `hooks:`, or: chmod +x")
        for program in programs
        if not shutil.which(str(git.top / program) if "/" in program else program)
    ]
