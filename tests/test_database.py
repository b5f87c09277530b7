"""The SQLite file under the stores: many may open it at once, from the very first time on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from retrieval.database import Database

MIGRATIONS = (("CREATE TABLE notes (words TEXT NOT NULL) STRICT",),)
WRITERS = 4
ROUNDS = 200


def test_all_who_open_a_new_file_at_once_can_write_it(tmp_path: Path) -> None:
    """SQLite refuses at once whoever turns the write-ahead log on while another does."""
    with ThreadPoolExecutor(WRITERS) as threads:
        for number in range(ROUNDS):
            database = Database(tmp_path / f"{number}.sqlite3", MIGRATIONS)
            together = Barrier(WRITERS)

            def write(writer: int, database: Database = database, wait: Barrier = together) -> None:
                wait.wait()
                with database.writing() as connection:
                    connection.execute("INSERT INTO notes VALUES (?)", [str(writer)])

            list(threads.map(write, range(WRITERS)))
            with database.reading() as connection:
                assert connection.execute("SELECT count(*) FROM notes").fetchone() == (WRITERS,)
