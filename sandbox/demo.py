"""`make demo`: a small real Django project, deployed to the sandbox before the person's eyes."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from sandbox.client import Sandbox
from sandbox.demo_project import SALT, Failed, Project

RUN = Path(__file__).parent / ".run"
ENTRIES = "SELECT id, name, email, text FROM guestbook_entry ORDER BY id"


def main() -> None:
    """Start the sandbox, make the project, deploy it, bring data down, and tell what is next."""
    say("Starting the sandbox: a Heroku on this machine (loopback only) ...")
    project = Project(Sandbox.start(RUN), RUN / "guestbook")
    say("Bringing live, uat and dev to where they were last week: the project's first commit ...")
    try:
        project.set_up()
    except Failed as failed:
        sys.exit(str(failed))
    say("The project has 2 new commits on its branch dev. Deploying them:")
    before_their_eyes(project, "deploy", "dev", "--yes")
    before_their_eyes(project, "heroku", "releases", "--app=guestbook-dev")
    say("People have written into live. Bringing its data down to uat, masked on the way:")
    before_their_eyes(project, "heroku-tools", "data", "uat", "--yes", "--confirm", "uat")
    for app in ("guestbook-live", "guestbook-uat"):
        before_their_eyes(project, "heroku", "pg:psql", f"--app={app}", f"--command={ENTRIES}")
    before_their_eyes(project, "heroku-tools", "status")
    print(NEXT.format(env=shown(RUN / "env.sh"), salt=SALT, project=shown(project.folder)))


def before_their_eyes(project: Project, *argv: str) -> None:
    """Run a command as the person would, on their terminal."""
    print(f"\n$ {shlex.join(argv)}", flush=True)
    done = subprocess.run(argv, cwd=project.folder, env=project.env, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)


def say(text: str) -> None:
    """Say what comes next."""
    print(f"\n{text}", flush=True)


def shown(path: Path) -> str:
    """Return a path as one would type it from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


NEXT = """
dev is deployed, migrated, and open again; uat has live's data without names and addresses. Now you:

    . {env:<39}# deploy, heroku-tools, heroku and git speak to the sandbox
    export MASKING_SALT={salt}
    cd {project}
    deploy dev                               # up to date: nothing to do
    deploy uat --branch dev                  # an ad-hoc push; asks before it acts
    deploy live --branch dev                 # protected: asks for a PIN
    heroku-tools config dev                  # what its config vars should be; asks
    heroku-tools config --compare            # all environments side by side
    heroku-tools data uat --preview guestbook_entry
    heroku-tools data uat                    # once more; asks for the environment's name
    heroku-tools rollback dev                # what that would undo; asks
    heroku-tools status                      # where everything stands
    heroku-tools history
    kill -9 a deployment half-way            # and then: deploy dev --resume

End it with `make demo-stop`; see the real thing in README.rst.
"""

if __name__ == "__main__":
    main()
