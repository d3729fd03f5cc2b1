"""`newsdesk demo`: the real command on the fictional world, two days of it, on this machine only."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from newsdesk.demo.server import allow_addresses, serve, sources_toml
from newsdesk.demo.world import World

FOLDER = Path("newsdesk-demo")
_MARK = "# The demo's fictional papers."  # the first line of a demo folder's sources.toml
# A word of the first day's news in every language of the world.
SEARCHES = (
    ("ar", "بركان"),
    ("de", "Schachweltmeisterin"),
    ("en", "ferry"),
    ("es", "asteroide"),
    ("fr", "éruption"),
    ("ja", "噴火"),
    ("uk", "пороми"),
)
AGGREGATOR = "echos"


class Demo:
    """One demo: its folder, its world, and the command as a person would type it."""

    def __init__(self, console: Console, folder: Path) -> None:
        self.console = console
        self.folder = folder
        self.world = World(day=1)

    def title(self, words: str) -> None:
        """A heading between the steps."""
        self.console.print()
        self.console.print(Text(words, style="bold cyan"))

    def run(self, *arguments: str, unsaid: Sequence[str] = ()) -> int:
        """Run the real command with its output on this terminal; `unsaid` arguments are not shown."""
        shown = ["newsdesk", "--data-dir", str(self.folder), *arguments]
        self.console.print(Text("$ " + " ".join(_quoted(word) for word in shown), style="dim"))
        sys.stdout.flush()
        command = [
            sys.executable,
            "-m",
            "newsdesk",
            *shown[1:],
            "--sources",
            str(self.folder / "sources.toml"),
            *unsaid,
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command

    def crawl(self, port: int) -> int:
        """Crawl every source of the world; say how many requests it took."""
        before = len(self.world.log)
        allowed = [word for address in allow_addresses(port) for word in ("--allow-address", address)]
        code = self.run("crawl", "--all", unsaid=allowed)
        answered = self.world.log[before:]
        unchanged = sum(request.status == 304 for request in answered)
        self.console.print(Text(f"{len(answered)} requests, {unchanged} of them answered “not modified”", style="dim"))
        return code

    def search_everywhere(self) -> None:
        """One search in each language."""
        for language, word in SEARCHES:
            self.run("search", word, "--lang", language, "--limit", "1")


def run_demo(console: Console, *, keep: Path | None = None) -> int:
    """Run the demo; returns the exit code of its worst crawl. Everything it writes lies in one folder, made anew."""
    started = time.monotonic()
    demo = Demo(console, _fresh_folder(keep))
    console.print(Text("newsdesk demo", style="bold"))
    console.print("A fictional world of newspapers in seven languages, served on this machine; no internet is used.")
    with serve(demo.world) as port:
        (demo.folder / "sources.toml").write_text(sources_toml(port), encoding="utf-8")
        codes = _two_days(demo, port)
    console.print()
    console.print(
        f"The demo took {time.monotonic() - started:.0f} seconds. Its database stays in {demo.folder}; try next:"
    )
    for line in ("search ferry", "show 1", "export --format csv -o demo.csv"):
        console.print(Text(f"  newsdesk --data-dir {demo.folder} {line}", style="bold"))
    return max(codes)


def _two_days(demo: Demo, port: int) -> list[int]:
    demo.title("Day one: crawl everything")
    codes = [demo.crawl(port)]
    demo.title("What is there now")
    demo.run("stats")
    demo.title("An article of the aggregator, whose markup leaked into its caption")
    demo.run("show", str(_first_article(demo)))
    demo.title("Found in every language")
    demo.search_everywhere()
    demo.title("Crawl again: nothing has changed, so no article is fetched")
    codes.append(demo.crawl(port))
    demo.title("Day two: new, edited and withdrawn articles; only what is new or due is fetched")
    demo.world.advance()
    codes.append(demo.crawl(port))
    demo.run("runs")
    return codes


def _first_article(demo: Demo) -> int:
    """The id of an article of the aggregator with a damaged picture and related links."""
    from storage.engine import open_engine
    from storage.queries import iter_articles

    engine = open_engine(f"sqlite:///{demo.folder / 'newsdesk.db'}", read_only=True)
    try:
        for article in iter_articles(engine, source=AGGREGATOR):
            related = any(link.kind == "related" for link in article.related_links)
            if related and any(image.url is None for image in article.images):
                return article.id
    finally:
        engine.dispose()
    return 1


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _fresh_folder(keep: Path | None) -> Path:
    """The folder of this demo: emptied when an earlier demo made it, a temporary one when this place is read-only."""
    folder = keep or FOLDER
    sources = folder / "sources.toml"
    if folder.exists():
        ours = sources.is_file() and sources.read_text(encoding="utf-8").startswith(_MARK)
        if not ours and any(folder.iterdir()):
            raise FileExistsError(
                None, "is there already and no demo made it; name another folder with --keep", str(folder)
            )
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="newsdesk-demo-"))
    return folder
