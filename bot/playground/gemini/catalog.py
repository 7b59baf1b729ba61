"""The models: which there are, for whom, and what each takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bot.playground.gemini.credentials import Project
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.tables import table
from bot.playground.values import Json

State = Literal["current", "limited", "shut down"]
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `id` is the name that was asked for, `serves` the one that answers. `limits` by tier: requests a
    minute, requests a day, input tokens a minute. `budget`: lowest, highest, whether 0 is taken; None: no budget."""

    id: str
    serves: str
    state: State
    successor: str
    kind: str
    generation: float
    input: int
    output: int
    methods: tuple[str, ...]
    levels: tuple[str, ...]
    budget: tuple[int, int, bool] | None
    only_thinking: bool
    thoughts: int
    lacks: frozenset[str]
    alternates: bool
    blocks: str
    sizes: tuple[str, ...]
    wide: bool
    limits: dict[str, tuple[int, int, int]]

    @property
    def name(self) -> str:
        """The resource name."""
        return f"models/{self.id}"

    @property
    def is_third(self) -> bool:
        """True for Gemini 3 and later: signed thoughts, tools beside functions, one candidate."""
        return self.generation >= 3

    @property
    def entry(self) -> Json:
        """The model as models.get shows it."""
        thinks = {"thinking": True} if "thinking" not in self.lacks and self.kind in ("text", "image") else {}
        return {
            "name": self.name,
            "version": "001",
            "displayName": f"{self.id} (simulated)",
            "description": "Simulated on this machine; no such model answers.",
            "inputTokenLimit": self.input,
            "outputTokenLimit": self.output,
            "supportedGenerationMethods": [m for m in self.methods if m != "streamGenerateContent"],
            "temperature": 1,
            "topP": 0.95,
            "topK": 64,
            "maxTemperature": 2,
        } | thinks


@cache
def models() -> dict[str, Model]:
    """Every model of the table by its id."""
    rows = {row["id"]: row for row in table("models")["models"]}
    return {name: _model(name, rows[row.get("serves", name)]) for name, row in rows.items()}


def _model(name: str, row: dict[str, Any]) -> Model:
    limits = table("models")["limits"].get(row.get("limits"), {})
    budget = row.get("budget")
    return Model(
        id=name,
        serves=row["id"],
        state=row["state"],
        successor=row.get("successor", ""),
        kind=row.get("kind", "none"),
        generation=row.get("generation", 0),
        input=row.get("input", 0),
        output=row.get("output", 0),
        methods=tuple(table("models")["methods"][row.get("kind", "none")]),
        levels=tuple(row.get("levels", ())),
        budget=(budget[0], budget[1], budget[2]) if budget else None,
        only_thinking=row.get("only_thinking", False),
        thoughts=row.get("thoughts", 0),
        lacks=frozenset(row.get("lacks", ())),
        alternates=row.get("alternates", False),
        blocks=row.get("blocks", "OFF"),
        sizes=tuple(row.get("sizes", ())),
        wide=row.get("wide", False),
        limits={tier: (row[0], row[1], row[2]) for tier, row in limits.items()},
    )


def find(name: str, version: str, method: str, project: Project) -> Model:
    """The model of that id for that method; Refusal where it is misnamed, gone, or not for this project."""
    if not _NAME.fullmatch(name):
        raise invalid("* GenerateContentRequest.model: unexpected model name format\n")
    model = models().get(name)
    if model is None or (model.state != "shut down" and method not in model.methods):
        raise _not_there(name, version, method)
    if model.state == "shut down" or (model.state == "limited" and project.newcomer):
        raise Refusal(
            404,
            f"This model models/{name} is no longer available{'' if model.state == 'shut down' else ' to new users'}. "
            f"Please update your code to use models/{model.successor} for the latest features and improvements.",
        )
    return model


def shown(name: str, version: str) -> Model:
    """The model for models.get, which shows limited ones to everybody."""
    model = models().get(name)
    if model is None or model.state == "shut down":
        raise Refusal(404, f"Model is not found: models/{name} for api version {version}")
    return model


def listed() -> list[Model]:
    """The models that models.list shows, in the table's order."""
    return [model for model in models().values() if model.state != "shut down"]


def is_method(name: str) -> bool:
    """True for a method that the API has, whether a model has it or not."""
    return name in table("models")["names"]


def _not_there(name: str, version: str, method: str) -> Refusal:
    said = "generateContent" if method == "streamGenerateContent" else method
    return Refusal(
        404,
        f"models/{name} is not found for API version {version}, or is not supported for {said}. "
        "Call ListModels to see the list of available models and their supported methods.",
    )
