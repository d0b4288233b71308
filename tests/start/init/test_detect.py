"""What an application is made with, told from its files."""

from __future__ import annotations

import pytest

from heroku_tools.start.init.detect import framework

FLASK = {"requirements.txt": "gunicorn\nFlask==3.0\nFlask-Migrate\n"}
ALEMBIC = {"alembic.ini": "[alembic]\nscript_location = %(here)s/db/alembic\n"}


@pytest.mark.parametrize(
    ("files", "texts", "name", "run", "when"),
    [
        (["manage.py", "a.py"], {}, "Django", "python manage.py migrate --noinput", "/migrations/"),
        (["x/y/manage.py", "src/manage.py"], {}, "Django",
         "python src/manage.py migrate --noinput", "/migrations/"),
        (["bin/rails", "config/application.rb"], {"Gemfile": "gem 'rails'"}, "Rails",
         "bin/rails db:migrate", "/db/migrate/"),
        (["config/application.rb"], {}, "Rails", "bundle exec rake db:migrate", "/db/migrate/"),
        (["migrations/env.py", "requirements.txt"], FLASK, "Flask", "flask db upgrade",
         "/migrations/versions/"),
        (["alembic.ini"], ALEMBIC, "Alembic", "alembic upgrade head", "/db/alembic/versions/"),
        (["alembic.ini"], {}, "Alembic", "alembic upgrade head", "/alembic/versions/"),
        (["mix.exs"], {"mix.exs": "{:ecto_sql, ...}"}, "Phoenix", "POOL_SIZE=2 mix ecto.migrate",
         "/priv/repo/migrations/"),
        (["artisan", "composer.json"], {}, "Laravel", "php artisan migrate --force",
         "/database/migrations/"),
    ],
)  # fmt: skip
def test_recognised(
    files: list[str], texts: dict[str, str], name: str, run: str, when: str
) -> None:
    found = framework(files, texts)
    assert found
    migrate = found.commands[0]
    assert (found.name, migrate.name, migrate.run, migrate.when) == (name, "migrate", run, when)


def test_django_collects_in_its_build() -> None:
    found = framework(["manage.py"], {})
    assert found
    assert [(each.name, bool(each.off)) for each in found.commands] == [
        ("migrate", False),
        ("collectstatic", True),
    ]


@pytest.mark.parametrize(
    ("files", "texts"),
    [
        ([], {}),
        (["notmanage.py", "package.json"], {}),
        (["migrations/env.py"], {"requirements.txt": "flasky==1\n"}),
        (["mix.exs"], {"mix.exs": "no database"}),
        (["config/application.rb", "Gemfile"], {"Gemfile": "gem 'hanami'"}),
    ],
)
def test_not_recognised(files: list[str], texts: dict[str, str]) -> None:
    assert framework(files, texts) is None
