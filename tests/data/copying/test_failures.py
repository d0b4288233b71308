"""Whatever breaks while rows are under way: they arrive all or not at all, and it is said."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from heroku_tools.data.copying import units as units_module
from heroku_tools.data.copying import workers
from heroku_tools.data.copying.failures import CopyFailed, Failure, Why
from heroku_tools.data.copying.line import Line, Stop
from heroku_tools.data.copying.relay import relay
from heroku_tools.data.copying.snapshot import hold
from heroku_tools.data.copying.units import Unit, units
from heroku_tools.data.copying.workers import Watch, copy
from heroku_tools.data.database.values import Name
from heroku_tools.tools import signals
from tests.data.conftest import NewDatabase
from tests.data.copying import scene
from tests.data.servers import Database

BIG = Name("public", "big")
GATE = "SELECT pg_advisory_lock(7)"


@pytest.fixture
def pair(new_database: NewDatabase) -> tuple[Database, Database]:
    """A source of one table with some megabytes, and a target with its structure."""
    source, target = new_database(), new_database()
    source.run(
        "CREATE TABLE big (id int PRIMARY KEY, what text)",
        "INSERT INTO big SELECT i, repeat('x', 100) FROM generate_series(1, 20000) AS i",
        "VACUUM ANALYZE",
    )
    scene.structure(source, target)
    return source, target


def waiting(source: Database) -> tuple[Unit, ...]:
    """The table's unit, which reads half of it before it waits for advisory lock 7."""
    return units(scene.decided(source), scene.waits("big", 10_000), jobs=1, binary=True)


@contextmanager
def gate(source: Database) -> Iterator[Callable[[], None]]:
    """Hold lock 7; what is yielded opens the gate."""
    with source.connect() as keeper:
        keeper.execute(GATE)
        yield keeper.close


class Once:
    """Does something when the first rows are on their way, once."""

    def __init__(self, do: Callable[[], object]) -> None:
        self.do = do
        self.done = 0
        self.said: list[str] = []

    def watch(self) -> Watch:
        def moved(_table: Name, size: int, _rows: int) -> None:
            if size and not self.done:
                self.done += 1
                self.do()

        return Watch(moved, lambda _table, sentence: self.said.append(sentence))


def end_sessions(database: Database, *, query: str = "COPY") -> None:
    """End the sessions that copy at a database, as an administrator would."""
    with database.server.admin() as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = %s AND position(%s IN query) > 0",
            (scene.OURS, database.name, query),
        ).fetchall()
        assert ended == [(True,)]


def whole(source: Database, target: Database) -> bool:
    return scene.contents(source, [BIG]) == scene.contents(target, [BIG])


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_backend_that_is_ended_mid_way(pair: tuple[Database, Database], side: str) -> None:
    source, target = pair
    with gate(source) as open_gate:

        def strike() -> None:
            end_sessions(source if side == "source" else target)
            open_gate()

        once = Once(strike)
        (arrived,) = scene.copied(source, target, waiting(source), jobs=1, watch=once.watch())
    assert once.done == 1 and once.said == [
        f"big: the {side} said: the connection was ended by an administrator; it is repeated"
    ]
    assert (arrived.rows, arrived.repeated) == (20_000, 1)
    assert whole(source, target)


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_connection_that_is_cut_mid_way(pair: tuple[Database, Database], side: str) -> None:
    source, target = pair
    cable = scene.Cable(source if side == "source" else target)
    with gate(source) as open_gate:

        def strike() -> None:
            assert cable.cut()
            open_gate()

        once = Once(strike)
        urls = {f"{side}_url": cable.url}
        (arrived,) = scene.copied(
            source, target, waiting(source), jobs=1, watch=once.watch(), **urls
        )
    cable.close()
    assert once.said == [f"big: the connection to the {side} was lost; it is repeated"]
    assert (arrived.rows, arrived.repeated) == (20_000, 1)
    assert whole(source, target)


def test_a_statement_timeout_is_said_and_nothing_is_left(pair: tuple[Database, Database]) -> None:
    source, target = pair
    short = "?options=-c%20statement_timeout%3D300"
    connect = psycopg.Connection.connect
    with gate(source), hold(source.connect()) as holder, pytest.raises(CopyFailed) as failed:
        copy(
            waiting(source),
            lambda: connect(source.url + short, autocommit=True),
            scene.connects(target.url, source=False),
            snapshot=holder.snapshot,
            jobs=1,
        )
    assert failed.value.message == (
        "big could not be copied: the source said: the statement was cancelled (tried 3 times)"
    )
    assert target.ask("SELECT count(*) FROM big") == [(0,)]


def test_what_the_target_refuses_is_told_without_a_value(pair: tuple[Database, Database]) -> None:
    source, target = pair
    target.run("ALTER TABLE big ADD CONSTRAINT even CHECK (id < 15000 OR what <> repeat('x', 100))")
    with pytest.raises(CopyFailed) as failed:
        scene.copied(source, target, scene.all_units(source), jobs=1)
    assert failed.value.message == (
        "big could not be copied: the target said: CheckViolation (big, even)"
    )
    assert target.ask("SELECT count(*) FROM big") == [(0,)]


def test_a_commit_whose_answer_is_lost_is_not_done_twice(
    pair: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target commits, and the connection is cut before it can say so."""
    source, target = pair
    monkeypatch.setattr(units_module, "WORTH_SPLITTING", 1_000_000)
    cut: list[str] = []
    ask = Line.ask

    def loses(line: Line, sql: str) -> list[tuple[str, ...]]:
        found = ask(line, sql)
        if sql == "COMMIT" and not cut:
            cut.append(sql)
            raise Failure(Why("target"))
        return found

    monkeypatch.setattr(Line, "ask", loses)
    parts = scene.all_units(source)
    assert len(parts) > 1
    (arrived,) = scene.copied(source, target, parts)
    assert cut and (arrived.rows, arrived.repeated) == (20_000, 1)
    assert whole(source, target)


def test_a_migration_is_not_held_up_and_the_snapshot_stays(
    pair: tuple[Database, Database],
) -> None:
    """Half of the table is read when ALTER TABLE comes: the copy gives way and is repeated."""
    source, target = pair
    before = scene.contents(source, [BIG])
    altered = threading.Event()
    in_time: list[bool] = []

    def migrate() -> None:
        source.run("INSERT INTO big VALUES (0, 'later')", "ALTER TABLE big ADD COLUMN more text")
        altered.set()

    migration = threading.Thread(target=migrate)
    with gate(source) as open_gate:

        def strike() -> None:
            migration.start()
            in_time.append(altered.wait(60))  # the gate is closed still: the copy has not ended
            open_gate()

        once = Once(lambda: threading.Thread(target=strike).start())
        scene.copied(source, target, waiting(source), jobs=1, watch=once.watch())
    migration.join()
    assert in_time == [True]
    assert once.said[0] == "big: gave way to what needs the table at the source; it is repeated"
    assert scene.contents(target, [BIG]) == before


@pytest.mark.parametrize(
    "rewriting", ["TRUNCATE big", "ALTER TABLE big ALTER id TYPE bigint", "VACUUM FULL big"]
)
def test_a_table_that_is_written_anew_is_not_taken_for_empty(
    pair: tuple[Database, Database], rewriting: str
) -> None:
    source, target = pair
    parts = scene.all_units(source)
    with hold(source.connect()) as holder:
        source.run(rewriting)
        with pytest.raises(CopyFailed, match="big was written anew at the source"):
            scene.under(holder.snapshot, source.url, target.url, parts)
    assert target.ask("SELECT count(*) FROM big") == [(0,)]


def test_a_snapshot_that_is_gone(pair: tuple[Database, Database]) -> None:
    source, target = pair
    with hold(source.connect()) as holder:
        snapshot = holder.snapshot
    with pytest.raises(CopyFailed, match="the snapshot at the source is gone"):
        scene.under(snapshot, source.url, target.url, scene.all_units(source))


def test_nothing_piles_up_before_a_target_that_waits(pair: tuple[Database, Database]) -> None:
    """The source could send 60 MB at once: what is taken from it is what fits into sockets."""
    source, target = pair
    source.run(
        "INSERT INTO big SELECT i, repeat('x', 6000) FROM generate_series(20001, 30000) AS i"
    )
    target.run(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_advisory_lock_shared(7); RETURN NEW; END'",
        "CREATE TRIGGER waits BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION wait()",
    )
    moved: list[int] = []
    waited: list[int] = []

    def until_still(open_gate: Callable[[], None]) -> None:
        while not moved or waited[-1:] != moved[-1:]:
            waited.append(moved[-1] if moved else 0)
            over.wait(0.5)
        open_gate()

    over = threading.Event()
    with gate(target) as open_gate:
        patient = threading.Thread(target=until_still, args=(open_gate,))
        patient.start()
        watch = Watch(lambda _table, size, _rows: moved.append(size))
        (arrived,) = scene.copied(source, target, scene.all_units(source), jobs=1, watch=watch)
        patient.join()
    assert arrived.rows == 30_000 and arrived.bytes > 60_000_000
    assert waited[-1] < 20_000_000


def test_a_worker_that_crashes_ends_the_others(
    pair: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = pair
    source.run("CREATE TABLE other (id int)", "ANALYZE other")
    target.run("CREATE TABLE other (id int)")

    def crashes(unit: Unit, *args: object, **how: object) -> int:
        if unit.table.name == "other":
            raise ZeroDivisionError
        return relay(unit, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "relay", crashes)
    with gate(source):
        with pytest.raises(ZeroDivisionError):
            scene.copied(source, target, waiting(source), jobs=2)
        assert scene.busy(source) == scene.busy(target) == []


def test_a_statement_that_has_not_begun_is_ended_too(pair: tuple[Database, Database]) -> None:
    """A server forgets a cancel that reaches it before the statement does."""
    source, _ = pair
    stop = Stop()
    line = Line(source.connect(application_name=scene.OURS), "source", stop)
    os.kill(line.pid, signal.SIGSTOP)
    line.send("SELECT pg_advisory_lock(7)")
    with gate(source):
        goes_on = threading.Timer(0.2, os.kill, (line.pid, signal.SIGCONT))
        goes_on.start()
        line.end()
        assert scene.busy(source) == []
    stop.close()


def test_ctrl_c_ends_everything_at_both_servers(pair: tuple[Database, Database]) -> None:
    source, target = pair
    signals.install()
    once = Once(lambda: os.kill(os.getpid(), signal.SIGINT))
    with gate(source):
        with pytest.raises(signals.Interrupted):
            scene.copied(source, target, waiting(source), jobs=1, watch=once.watch())
        assert scene.busy(source) == scene.busy(target) == []
    assert target.ask("SELECT count(*) FROM big") == [(0,)]


def test_a_hundred_random_kills(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one table is taken for whole that is not: what is said to have arrived is there."""
    source, target = new_database(), new_database()
    monkeypatch.setattr(workers, "PAUSES", (0.0,))
    monkeypatch.setattr(units_module, "WORTH_SPLITTING", 100_000)
    names = make_tables(source)
    scene.structure(source, target)
    expected = scene.contents(source, names)
    parts = scene.all_units(source)
    near, far = scene.Cable(source), scene.Cable(target)
    killer = Killer(source, target, near, far)
    ends = {"whole": 0, "failed": 0}
    while killer.kills < 100:
        target.run(f"TRUNCATE {', '.join(name.quoted for name in names)}")
        with killer.at_work():
            try:
                scene.copied(source, target, parts, source_url=near.url, target_url=far.url)
            except CopyFailed:
                ends["failed"] += 1
                continue
        assert scene.contents(target, names) == expected
        ends["whole"] += 1
    near.close()
    far.close()
    assert ends["whole"] > 5


def test_our_process_is_killed(new_database: NewDatabase) -> None:
    """Each table is empty or complete then, and nothing goes on without us."""
    source, target = new_database(), new_database()
    names = make_tables(source, rows=20_000)
    scene.structure(source, target)
    expected = scene.contents(source, names)
    unfinished = 0
    for lines in (1, 4, 7, 10):
        target.run(f"TRUNCATE {', '.join(name.quoted for name in names)}")
        argv = [sys.executable, "-m", "tests.data.copying.victim", source.url, target.url]
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as victim:
            assert victim.stdout
            for _ in range(lines):
                victim.stdout.readline()
            victim.kill()
        ended(source)
        ended(target)
        there = scene.contents(target, names)
        assert all(found in ((0, None), expected[name]) for name, found in there.items())
        unfinished += there != expected
    assert unfinished


def ended(database: Database) -> None:
    """Wait until the server has seen that nobody is there."""
    deadline = time.monotonic() + 60
    while scene.busy(database):
        assert time.monotonic() < deadline


def make_tables(database: Database, rows: int = 2000) -> list[Name]:
    for number in range(6):
        database.run(
            f"CREATE TABLE t{number} (id int, what text)",
            f"INSERT INTO t{number} SELECT i, repeat('x', 300) "
            f"FROM generate_series(1, {rows}) AS i",
        )
    database.run("VACUUM ANALYZE")
    return [Name("public", f"t{number}") for number in range(6)]


class Killer:
    """Ends backends of ours and cuts connections, at random."""

    def __init__(
        self, source: Database, target: Database, near: scene.Cable, far: scene.Cable
    ) -> None:
        self._databases = (source, target)
        self._cables = (near, far)
        self._chance = random.Random(7)
        self.kills = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._strike, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _strike(self, over: threading.Event) -> None:
        with self._databases[0].server.admin() as admin:
            left = self._chance.randint(1, 4)  # more of them, and hardly a copy would get through
            while left > 0 and not over.wait(self._chance.uniform(0.0, 0.1)):
                struck = self._one(admin)
                self.kills += struck
                left -= struck

    def _one(self, admin: psycopg.Connection[tuple[object, ...]]) -> int:
        if self._chance.random() < 0.2:
            return self._chance.choice(self._cables).cut() > 0
        database = self._chance.choice(self._databases)
        query = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = %s ORDER BY random() LIMIT 1"
        )
        return len(admin.execute(query, (scene.OURS, database.name)).fetchall())
