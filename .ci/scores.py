"""Holds the figures of the scorers against the bars and against the best reached so far.

python .ci/scores.py            fails where a figure is below figures.json
python .ci/scores.py --keep     writes today's figures into figures.json
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
EVAL = HERE.parent.parent / "shared" / "eval"
KEPT = HERE / "figures.json"
# The bars of the project; above them the best figure reached so far is the bar.
AT_LEAST = {
    "top1": 0.97,
    "macro": 0.95,
    "http_status": 0.98,
    "facts": 0.95,
    "heard_recall": 0.95,
    "sure_of_right": 0.75,
    "requests_found": 0.97,
    "method": 0.97,
    "model": 0.97,
    "body_f1": 0.95,
    "findings_recall": 0.92,
    "findings_precision": 0.97,
    "clean_in_peace": 0.98,
}
AT_MOST = {"heard_wrong": 0.0, "false_replies": 0.0, "sure_wrong": 2, "false_requests": 0.0}


def measure() -> dict[str, float]:
    """The figures of both scorers on the development sets."""
    figures = score("score.py", "dev.jsonl", "--negatives", str(EVAL / "dev_chatter.jsonl"))
    figures |= score("score_requests.py", "requests_dev.jsonl")
    sure = figures["confidence"].get("sure", {"right": 0, "of": 0})
    right = sum(group["right"] for group in figures["confidence"].values())
    figures["sure_wrong"] = sure["of"] - sure["right"]
    figures["sure_of_right"] = sure["right"] / max(right, 1)
    return {name: round(figures[name], 4) for name in (*AT_LEAST, *AT_MOST)}


def score(scorer: str, cases: str, *more: str) -> dict[str, Any]:
    """What a scorer prints of the cases, with the gemini-debug that is on the path."""
    command = [sys.executable, str(EVAL / scorer), str(EVAL / cases), *more, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent).stdout)


def main() -> None:
    """Measure, print, and fail on any figure that fell."""
    figures = measure()
    if "--keep" in sys.argv:
        KEPT.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    fell = []
    for name, figure in figures.items():
        least = name in AT_LEAST
        bar = (max if least else min)((AT_LEAST if least else AT_MOST)[name], kept.get(name, figure))
        met = figure >= bar if least else figure <= bar
        print(f"{name:18} {figure:8.4f}   bar {bar:.4f}   {'held' if met else 'FELL'}")
        if not met:
            fell.append(name)
    sys.exit(1 if fell else 0)


if __name__ == "__main__":
    main()
