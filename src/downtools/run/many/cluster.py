"""A crew on a cluster: the workers of a scheduler of dask.distributed, here or on many machines."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from downtools.errors import DowntoolsError, Fault, InputError

__all__ = ["Cluster"]

_ANSWER_SECONDS = 4.0
"""Within which a scheduler must answer, and have a worker."""
_LONE_LOOKS = 3
"""How often in a row a cluster may be found without a worker."""


class Cluster:
    """Workers of a running dask.distributed cluster, on this machine or others."""

    ahead, patience = 2, 1  # the cluster itself has tried several workers

    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        import distributed

        self.gone: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        self._executor: Executor = self._client.get_executor(pure=False)
        self._alone = 0

    @property
    def hands(self) -> int:
        """Threads of all workers that are there now."""
        return max(1, sum(self._workers().values()))

    def _workers(self) -> dict[str, int]:
        """Threads of each worker."""
        try:
            return self._client.nthreads()
        except OSError as error:
            message = "the cluster is gone; what is done is kept, the same command goes on"
            raise DowntoolsError(message) from error

    def submit(self, task: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Hand in a task; workers of another version of downtools refuse it."""
        return self._executor.submit(_same_version, version("downtools"), task, *arguments)

    def renew(self) -> bool:
        """The cluster hands what a dead worker had to others."""
        return False

    def look(self) -> None:
        """Raise `DowntoolsError` if there have been no workers for some time."""
        self._alone = 0 if self._workers() else self._alone + 1
        if self._alone == _LONE_LOOKS:
            raise DowntoolsError(
                "no worker is left on the cluster; what is done is kept: start workers, and the "
                "same command goes on"
            )

    def stop(self) -> None:
        """Cancel what waits; what a worker has begun it ends, and nobody asks for it."""
        self._executor.shutdown(wait=False)
        self._client.close(timeout=1)


def _connected(address: str) -> Any:
    """A client of the scheduler at an address, which has a worker."""
    if find_spec("distributed") is None:
        problem = "dask.distributed is not installed"
        cure = 'install it with: pip install "downtools[cluster]"'
        raise InputError([Fault(file="--cluster", problem=problem, cure=cure)])
    if "distributed" not in sys.modules:
        # What goes wrong is said by us; its own log would bury that.
        from dask import config

        quiet = {"distributed": "critical", "distributed.client": "critical"}
        config.set({"logging": {**config.get("logging", {}), **quiet}})
    import distributed

    client: Any = None
    until = time.monotonic() + _ANSWER_SECONDS
    try:
        # A client that finds nobody takes long to go away again.
        _in_thread(_knock(address))
        client = distributed.Client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=max(1.0, until - time.monotonic()))
    except (OSError, ValueError, TypeError, TimeoutError) as error:
        if client is not None:
            client.close(timeout=1)
        problem = "no scheduler with workers answers there"
        cure = "give the address of a running one, such as tcp://10.0.0.1:8786, with --cluster"
        fault = Fault(file="--cluster", value=address, problem=problem, cure=cure)
        raise InputError([fault]) from error
    return client


async def _knock(address: str) -> None:
    from distributed.comm.core import connect
    from distributed.security import Security

    secret: dict[str, Any] = Security().get_connection_args("client")
    comm: Any = await connect(address, timeout=_ANSWER_SECONDS, **secret)
    comm.abort()


def _in_thread(work: Coroutine[Any, Any, None]) -> None:
    """Wait for work in a loop of its own: a notebook has one already, and work may hang."""
    done: Future[None] = Future()

    def run() -> None:
        try:
            done.set_result(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    done.result(_ANSWER_SECONDS)


def _same_version(asked: str, task: Callable[..., Any], *arguments: Any) -> Any:
    """Do a task on a worker of a cluster, if it would give what the asker's own processes give."""
    mine = version("downtools")
    if mine != asked:
        problem = f"a worker has downtools {mine}, and this is {asked}"
        cure = "install the same version everywhere"
        raise InputError([Fault(file="--cluster", problem=problem, cure=cure)])
    return task(*arguments)
