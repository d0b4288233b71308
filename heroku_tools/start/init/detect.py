"""What an application is made with, told from its files, and the commands that it needs (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from heroku_tools.start.init.draft import Framework, Proposed

# Files whose text is looked at, where they are there.
READ = ("alembic.ini", "requirements.txt", "Pipfile", "pyproject.toml", "Gemfile", "mix.exs")
BUILT = (
    "The Python buildpack runs collectstatic in each build. Run it afterwards only where it "
    "uploads to a storage; then set DISABLE_COLLECTSTATIC=1 too."
)

Texts = Mapping[str, str]


def framework(files: Collection[str], texts: Texts) -> Framework | None:
    """Return the first that is recognised; `texts` has the content of READ."""
    found = (look(files, texts) for look in KNOWN)
    return next((each for each in found if each), None)


def _django(files: Collection[str], _texts: Texts) -> Framework | None:
    found = sorted(each for each in files if _named(each, "manage.py"))
    manage = min(found, key=lambda each: each.count("/"), default=None)
    if manage is None:
        return None
    migrate = Proposed("migrate", f"python {manage} migrate --noinput", "/migrations/")
    collect = f"python {manage} collectstatic --noinput"
    return Framework("Django", (migrate, Proposed("collectstatic", collect, "/static/", BUILT)))


def _rails(files: Collection[str], texts: Texts) -> Framework | None:
    if "config/application.rb" not in files or "rails" not in texts.get("Gemfile", "rails"):
        return None
    run = "bin/rails db:migrate" if "bin/rails" in files else "bundle exec rake db:migrate"
    return Framework("Rails", (Proposed("migrate", run, "/db/migrate/"),))


def _flask(files: Collection[str], texts: Texts) -> Framework | None:
    """Flask-Migrate keeps Alembic's files in `migrations`."""
    if "migrations/env.py" not in files or not _requires("flask", texts):
        return None
    return Framework("Flask", (Proposed("migrate", "flask db upgrade", "/migrations/versions/"),))


def _alembic(files: Collection[str], texts: Texts) -> Framework | None:
    if "alembic.ini" not in files:
        return None
    match = re.search(r"^script_location\s*=\s*(\S+)", texts.get("alembic.ini", ""), re.MULTILINE)
    folder = (match.group(1) if match else "alembic").replace("%(here)s/", "").strip("./")
    when = f"/{folder}/versions/"
    return Framework("Alembic", (Proposed("migrate", "alembic upgrade head", when),))


def _phoenix(files: Collection[str], texts: Texts) -> Framework | None:
    if "mix.exs" not in files or ":ecto" not in texts.get("mix.exs", ":ecto"):
        return None
    run = Proposed("migrate", "POOL_SIZE=2 mix ecto.migrate", "/priv/repo/migrations/")
    return Framework("Phoenix", (run,))


def _laravel(files: Collection[str], _texts: Texts) -> Framework | None:
    if "artisan" not in files:
        return None
    run = Proposed("migrate", "php artisan migrate --force", "/database/migrations/")
    return Framework("Laravel", (run,))


KNOWN: tuple[Callable[[Collection[str], Texts], Framework | None], ...] = (
    _django, _rails, _flask, _alembic, _phoenix, _laravel,
)  # fmt: skip


def _named(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name}")


def _requires(library: str, texts: Texts) -> bool:
    pattern = rf"(?im)^\W*{library}(?![\w])"
    listed = ("requirements.txt", "Pipfile", "pyproject.toml")
    return any(re.search(pattern, texts.get(each, "")) for each in listed)
