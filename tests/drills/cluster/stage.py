"""The whole cluster: PostgreSQL, S3, two servers behind nginx, three workers, and its people."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.drills.client import Api
from tests.drills.cluster.load import Person, Web
from tests.drills.cluster.network import Network, open_network
from tests.drills.cluster.parts import Nginx, Postgres, Server, Worker
from tests.drills.corpus_origin import corpus_origin
from tests.drills.live import environment, free_port
from tests.makers import make_account, make_token
from tests.postgres import reachable_folder
from tests.s3_server import ACCESS_KEY, SECRET_KEY, S3Server

from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date

SERVERS, WORKERS, PEOPLE = 2, 3, 3

THREADS = 4
"""Of each worker; the default."""

CLIENT_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Cluster:
    """All parts, started; ``console`` is the environment for the command line."""

    network: Network
    console: dict[str, str]
    postgres: Postgres
    s3: S3Server
    servers: Sequence[Server]
    workers: Sequence[Worker]
    nginx: Nginx
    people: Sequence[Person]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A started cluster with accounts; everything of it ends with the block."""
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        network = open_network()
        web = _web(network, folder, open_things)
        postgres = Postgres(open_things.enter_context(reachable_folder()), network.hub, free_port())
        open_things.callback(postgres.kill)
        (folder / "s3").mkdir()
        s3 = S3Server(folder / "s3", network.hub)
        open_things.callback(s3.close)
        environ = _environ(network, web, postgres, s3)
        console = environ | {"EARMARK_DATA_DIR": str(folder / "console")}
        tokens = _tokens(postgres.url, folder)
        servers = [_server(n, network, environ, folder) for n in range(SERVERS)]
        workers = [_worker(n, network, environ, folder, postgres) for n in range(WORKERS)]
        nginx = Nginx(folder / "nginx", free_port(), servers)
        for part in (*servers, *workers, nginx):
            open_things.callback(part.close)
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.start, servers))
        for part in (*workers, nginx):
            part.start()
        given = Web(web)
        people = [Person(Api(nginx.port, token, CLIENT_TIMEOUT_S), given) for token in tokens]
        yield Cluster(network, console, postgres, s3, servers, workers, nginx, people)


def _web(network: Network, folder: Path, open_things: ExitStack) -> list[str]:
    """Start the web whose pages are saved; the addresses of its hosts."""
    port = free_port()
    open_things.enter_context(corpus_origin([(host, port) for host in network.hosts], {}, folder))
    return [f"http://{host}:{port}" for host in network.hosts]


def _environ(
    network: Network, web: Sequence[str], postgres: Postgres, s3: S3Server
) -> dict[str, str]:
    bucket = s3.bucket()
    return environment(
        database_url=postgres.url,
        blob_url=f"s3://{bucket.name}/{bucket.prefix}",
        s3_endpoint=bucket.endpoint,
        s3_access_key=ACCESS_KEY,
        s3_secret_key=SECRET_KEY,
        trusted_proxies=network.hub,
        workers=THREADS,
        fetch_allow=",".join(host.removeprefix("http://") for host in web),
    )


def _tokens(url: str, folder: Path) -> list[str]:
    """Make the tables and an account for each person; their tokens."""
    bring_up_to_date(url, folder)
    database = Database(url)
    tokens = [make_token(database, make_account(database)) for _ in range(PEOPLE)]
    database.close()
    return tokens


def _server(number: int, network: Network, environ: dict[str, str], folder: Path) -> Server:
    name = f"server-{number + 1}"
    place = network.place(name)
    at = environ | {"EARMARK_DATA_DIR": str(folder / name)}
    where = (place.address, free_port())
    return Server(name, where, place.prefix, at, folder / f"{name}.log")


def _worker(
    number: int, network: Network, environ: dict[str, str], folder: Path, postgres: Postgres
) -> Worker:
    name = f"worker-{number + 1}"
    at = environ | {"EARMARK_DATA_DIR": str(folder / name)}
    return Worker(name, network.place(name).prefix, at, folder / f"{name}.log", postgres)
