"""Reading pages in worker processes: the reactor stays responsive, and a page can neither hang nor exhaust the run."""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from crawler.errors import NewsdeskError
from crawler.items import Article
from crawler.pages import page_object_for

WORKER_MEMORY = 1_536 * 1024 * 1024  # bytes of address space
PAGES_PER_WORKER = 2_000  # then it is replaced, so that nothing grows for ever


ReadFunction = Callable[[bytes, str, str | None, Sequence[str]], Article]


class ReadFailed(NewsdeskError):
    """A page could not be read: it took too long, killed its worker, or ran into a fault of ours."""


def read_page(body: bytes, url: str, encoding: str | None, remove: Sequence[str]) -> Article:
    """Read one page with the page object of its host. Raises `NotAnArticle`."""
    return page_object_for(url)(body, url, encoding, tuple(remove)).to_article()


def _prepare_worker() -> None:
    """In a new worker: leave Ctrl-C to the parent, bound the memory, end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, hard))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)


class PageReader:
    """Reads pages, `workers` at a time, each within `timeout` seconds; with 0 workers here, without limits."""

    def __init__(self, workers: int, timeout: float, how: ReadFunction = read_page) -> None:
        """`how` reads a page: a function at the top of a module, so that workers can import it."""
        self.how = how
        self.workers = workers
        self.timeout = timeout
        self.turns = asyncio.Semaphore(max(1, workers))
        self.pool: ProcessPoolExecutor | None = None

    async def read(self, body: bytes, url: str, encoding: str | None, remove: Sequence[str]) -> Article:
        """Raises `NotAnArticle` or `ReadFailed`."""
        if self.workers == 0:
            return self.how(body, url, encoding, remove)
        async with self.turns:
            try:
                return await self._ask(body, url, encoding, remove)
            except BrokenProcessPool:  # perhaps another page's doing: once more, in new workers
                try:
                    return await self._ask(body, url, encoding, remove)
                except BrokenProcessPool as error:
                    raise ReadFailed("the reading process died") from error

    def close(self) -> None:
        """End the workers; what they are reading is lost."""
        if self.pool is not None:
            self._drop(self.pool)

    async def _ask(self, body: bytes, url: str, encoding: str | None, remove: Sequence[str]) -> Article:
        pool = self.pool = self.pool or self._open()
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, self.how, body, url, encoding, remove)
            return await asyncio.wait_for(future, self.timeout)
        except TimeoutError as error:
            self._drop(pool)
            raise ReadFailed(f"reading took longer than {self.timeout:g} s") from error
        except MemoryError as error:
            raise ReadFailed("reading took too much memory") from error
        except BrokenProcessPool:
            self._drop(pool)
            raise

    def _open(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        return ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_prepare_worker, max_tasks_per_child=PAGES_PER_WORKER
        )

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if self.pool is pool:
            self.pool = None
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
