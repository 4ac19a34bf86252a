"""One client process: told a number of instances on a line of its input, it plays them and answers with a line."""

from __future__ import annotations

import json
import sys

from bench.baton import Baton
from bench.naive import Naive
from bench.playing import play
from engine import longevity


def main(system: str, url: str) -> None:
    played = Baton(url) if system == "baton" else Naive(url)
    play(played, 1)
    longevity.settle_in()  # both sides alike, as `baton serve` does
    print("ready", flush=True)
    for line in sys.stdin:
        timings = play(played, int(line))
        answer = {"starts": timings.starts, "completions": timings.completions, "cpu": timings.cpu}
        print(json.dumps(answer), flush=True)
    played.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
