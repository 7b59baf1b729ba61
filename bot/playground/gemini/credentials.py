"""Who calls: projects, their keys and tokens, and what the service says of them before it looks at the request.

All keys are made at run time and open nothing anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.gemini.errors import HOST, Refusal, help_links, invalid, localized, precondition, reason

_CONSOLE = "https://console.developers.google.com/apis/api"
_UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)
_BAD_LOGIN = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


@dataclass(frozen=True, slots=True)
class Project:
    """A Google Cloud project. `newcomer`: never used the models that are limited to earlier users. `place`: where its
    calls come from. `tuned`: ids of tuned models that its people may use."""

    number: str = "314159265358"
    tier: Literal["free", "paid"] = "paid"
    newcomer: bool = False
    enabled: bool = True
    standing: Literal["good", "suspended", "denied"] = "good"
    place: Literal["served", "paid only", "unserved"] = "served"
    money: Literal["good", "depleted", "capped"] = "good"
    tuned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """An API key of a project. `referrers` and `addresses` restrict who may use it, when there are any; `services`
    False: its restrictions leave out this API."""

    secret: str = field(repr=False)
    project: Project = Project()
    state: Literal["good", "leaked", "expired"] = "good"
    referrers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    services: bool = True


def make_secret(kind: Literal["standard", "auth"], seed: str) -> str:
    """A string of a key's form: 39 characters from AIza, or an auth key from AQ. with 53; the same for the same seed."""
    letters = base64.urlsafe_b64encode(hashlib.sha512(f"simulated {seed}".encode()).digest()).decode().rstrip("=")
    return f"AIza{'Sy'}{letters[:33]}" if kind == "standard" else f"AQ.{'Ab8'}{letters[:47]}"


def make_token(seed: str) -> str:
    """A string of the form of an OAuth access token."""
    return "ya29." + base64.urlsafe_b64encode(hashlib.sha512(f"simulated {seed}".encode()).digest()).decode().rstrip(
        "="
    )


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the project, and whether by a login instead of a key."""

    project: Project
    login: bool = False


@dataclass
class Keyring:
    """Every key and token that the service knows."""

    keys: dict[str, Key] = field(default_factory=dict)
    tokens: dict[str, Project] = field(default_factory=dict)

    def caller(
        self, headers: Mapping[str, str], query: Mapping[str, str], method: str, address: str, bearer_keys: bool = False
    ) -> Caller:
        """Who sent these headers; Refusal where that is nobody, or nobody who may call `method`.

        `bearer_keys`: a key may stand where else a token does, as on the OpenAI-compatible endpoint.
        """
        bearer = headers.get("Authorization", "").removeprefix("Bearer ").strip()
        given = [one for one in (headers.get("x-goog-api-key"), query.get("key"), query.get("$key")) if one]
        if len(given) + bool(bearer) > 1:
            raise invalid("Multiple authentication credentials received. Please pass only one.")
        if bearer and not bearer_keys:
            return self._login(bearer)
        secret = bearer or (given[0] if given else "")
        if not secret:
            if bearer_keys:
                raise invalid("Missing or invalid Authorization header.")
            raise Refusal(403, _UNREGISTERED)
        key = self.keys.get(secret)
        if key is None:
            said = "API key not valid. Please pass a valid API key."
            raise invalid(said, reason("API_KEY_INVALID"), localized(said))
        _check_key(key, headers.get("Referer", ""), address, method)
        _check_project(key.project, secret)
        return Caller(key.project)

    def _login(self, token: str) -> Caller:
        project = self.tokens.get(token)
        if project is None:
            raise Refusal(401, _BAD_LOGIN, reason("ACCESS_TOKEN_TYPE_UNSUPPORTED", method=f"{HOST} call"))
        _check_project(project, "")
        return Caller(project, login=True)


def _check_key(key: Key, referrer: str, address: str, method: str) -> None:
    if key.state == "expired":
        said = "API key expired. Please renew the API key."
        raise invalid(said, reason("API_KEY_INVALID"), localized(said))
    if key.state == "leaked":
        raise Refusal(403, "Your API key was reported as leaked. Please use another API key.")
    consumer = f"projects/{key.project.number}"
    if not key.services:
        raise Refusal(
            403,
            f"Requests to this API {HOST} method {method} are blocked.",
            reason("API_KEY_SERVICE_BLOCKED", consumer=consumer, methodName=method, apiName=HOST),
        )
    if key.referrers and not any(referrer.startswith(one) for one in key.referrers):
        said = f"Requests from referer {referrer or '<empty>'} are blocked."
        details = reason("API_KEY_HTTP_REFERRER_BLOCKED", consumer=consumer, httpReferrer=referrer or "<empty>")
        raise Refusal(403, said, details)
    if key.addresses and address not in key.addresses:
        raise Refusal(
            403,
            "The provided API key has an IP address restriction. The originating IP address of the call "
            f"({address}) violates this restriction.",
            reason("API_KEY_IP_ADDRESS_BLOCKED", consumer=consumer, callerIp=address),
        )


def _check_project(project: Project, secret: str) -> None:
    number = project.number
    if project.standing == "suspended":
        who = f"api_key:{secret}" if secret else f"projects/{number}"
        details = reason("CONSUMER_SUSPENDED", consumer=f"projects/{number}", containerInfo=who)
        raise Refusal(403, f"Permission denied: Consumer '{who}' has been suspended.", details)
    if project.standing == "denied":
        raise Refusal(403, "Your project has been denied access. Please contact support.")
    if not project.enabled:
        url = f"{_CONSOLE}/{HOST}/overview?project={number}"
        said = (
            f"Generative Language API has not been used in project {number} before or it is disabled. Enable it by "
            f"visiting {url} then retry. If you enabled this API recently, wait a few minutes for the action to "
            "propagate to our systems and retry."
        )
        more = reason("SERVICE_DISABLED", consumer=f"projects/{number}", activationUrl=url)
        raise Refusal(403, said, more, localized(said), help_links(("Google developers console API activation", url)))
    if project.place == "unserved":
        raise precondition("User location is not supported for the API use.")
    if project.place == "paid only" and project.tier == "free":
        raise precondition(
            "Gemini API free tier is not available in your country. "
            "Please enable billing on your project in Google AI Studio."
        )
    if project.money == "depleted":
        raise Refusal(
            402,
            "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your "
            "project and billing. Learn more at https://ai.google.dev/gemini-api/docs/billing#prepay.",
        )
    if project.money == "capped":
        raise Refusal(
            429,
            "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to "
            "manage your project spend cap. Learn more at https://ai.google.dev/gemini-api/docs/billing#project-spend-caps.",
        )
