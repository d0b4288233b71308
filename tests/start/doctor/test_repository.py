"""Whether what the commands call lies in the repository."""

from __future__ import annotations

import pytest

from heroku_tools.start.doctor.repository import collected_in_build, missing

DJANGO = ("manage.py", "requirements.txt", "blog/models.py")


@pytest.mark.parametrize(
    ("run", "files", "lacks"),
    [
        ("python manage.py migrate --noinput", DJANGO, ""),
        ("python manage.py migrate", ("src/manage.py",), "manage.py"),
        ("python src/manage.py migrate", ("src/manage.py",), ""),
        ("python -u manage.py migrate", (), "manage.py"),
        ("python -m alembic upgrade head", (), ""),
        ("DEBUG=1 poetry run python manage.py migrate", (), "manage.py"),
        ("./bin/clean up", ("bin/clean",), ""),
        ("bin/clean up", (), "bin/clean"),
        ("./manage.py migrate", DJANGO, ""),
        ("bundle exec rake db:migrate", (), "Rakefile"),
        ("bundle exec rake db:migrate", ("Rakefile",), ""),
        ("alembic upgrade head", ("alembic.ini",), ""),
        ("php artisan migrate --force", ("index.php",), "artisan"),
        ("mix ecto.migrate", ("mix.exs",), ""),
        ("npm run migrate", (), "package.json"),
        # What a shell makes of it is not known.
        ("cd src && python manage.py migrate", (), ""),
        ("python $PLACE/manage.py migrate", (), ""),
        ("/app/bin/clean", (), ""),
        ("flask db upgrade", (), ""),
        ("echo 'open", (), ""),
        ("", (), ""),
    ],
)
def test_missing(run: str, files: tuple[str, ...], lacks: str) -> None:
    assert missing(run, files) == lacks


@pytest.mark.parametrize(
    ("run", "buildpack", "files", "twice"),
    [
        ("python manage.py collectstatic --noinput", "Python", DJANGO, True),
        ("python manage.py collectstatic --noinput", "", DJANGO, True),
        ("python manage.py collectstatic --noinput", "Ruby", DJANGO, False),
        ("python manage.py collectstatic", "", ("manage.py",), False),
        ("python manage.py migrate", "Python", DJANGO, False),
        ("sh manage.sh collectstatic", "Python", ("manage.sh",), False),
    ],
)
def test_collected_in_build(run: str, buildpack: str, files: tuple[str, ...], twice: bool) -> None:
    assert collected_in_build(run, buildpack, files) is twice
