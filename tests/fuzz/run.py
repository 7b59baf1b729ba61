#!/usr/bin/env python3
"""Coverage-guided fuzzing: python tests/fuzz/run.py --target=reader --seconds=60

Starts from the kept corpus; what reaches new code goes into a folder of its own, which is named. With
`--target=reader -merge=1 tests/fuzz/corpus/reader FOLDER` libFuzzer takes from there what the kept corpus lacks; every
option that is not ours is libFuzzer's. A crash or a hang ends it with 77, and names the file with the input.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
MOST_BYTES = 20_000


def main() -> None:
    """Fuzzes one target; ends the process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=["reader", "requests", "entries"], required=True)
    parser.add_argument("--seconds", type=int, default=60)
    chosen, given = parser.parse_known_args()

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["bot.paste", "bot.request", "bot.diagnosis"]):
        import targets

    options = given or _fuzzing(chosen.target, chosen.seconds)
    own = [f"--target={chosen.target}", f"-max_len={MOST_BYTES}", "-timeout=20"]
    # libFuzzer starts this file anew to merge, with the same arguments; those with two dashes are not its own.
    atheris.Setup([str(HERE / "run.py"), *own, *options], lambda data: targets.held(chosen.target, data))
    atheris.Fuzz()


def _fuzzing(target: str, seconds: int) -> list[str]:
    found = Path(tempfile.mkdtemp(prefix="fuzz-"))
    print(f"{target}: new inputs go to {found}", file=sys.stderr)
    return [
        f"-max_total_time={seconds}",
        f"-dict={HERE / 'words.dict'}",
        f"-artifact_prefix={found}{os.sep}",
        "-print_final_stats=1",
        str(found),
        str(HERE / "corpus" / target),
    ]


if __name__ == "__main__":
    main()
