"""The methods of the API: what each makes of a call. Each gives an Answer or raises a Refusal."""

from __future__ import annotations

from bot.playground.gemini import answer, protojson, rules, storage, writing
from bot.playground.gemini.asked import Asked, count, text_of
from bot.playground.gemini.catalog import Model, find, listed, models, shown
from bot.playground.gemini.errors import Refusal, bad_fields, invalid
from bot.playground.gemini.tables import table
from bot.playground.gemini.world import Answer, Wire, World, deadline_of
from bot.playground.values import Json

_EMBEDDING = (1, 3072)  # least and most numbers of an embedding


async def generate(world: World, wire: Wire) -> Answer:
    """generateContent and streamGenerateContent."""
    body = _read(wire, "GenerateContentRequest")
    deadline_of(wire.headers)
    asked = ask(world, wire, _model(wire), body)
    return await run(world, wire, asked)


def ask(world: World, wire: Wire, model: Model, body: Json) -> Asked:
    """The call as the rules look at it, once nothing that is wrong for every model is in it."""
    cached = world.storage.cache(wire.project, body["cachedContent"]) if body.get("cachedContent") else {}
    asked = Asked(model, body, wire.project, cached)
    rules.check_general(asked)
    return asked


async def run(world: World, wire: Wire, asked: Asked) -> Answer:
    """The answer of the model, whole and as events."""
    model, tokens = asked.model, asked.tokens
    world.quotas.take(wire.project, model, tokens, world.clock.now())
    rules.check_particular(asked)
    world.storage.check_uris(asked)
    if tokens > model.input:
        raise invalid(f"The input token count ({tokens}) exceeds the maximum number of tokens allowed ({model.input}).")
    await world.blow(model.id, wire.headers)
    response = answer.respond(asked, world.number())
    return Answer(response, answer.pieces(response), model.id)


async def count_tokens(world: World, wire: Wire) -> Answer:
    """countTokens, of contents or of a whole request. It counts against no quota."""
    body = _read(wire, "CountTokensRequest")
    model = _model(wire)
    inner = body.get("generateContentRequest")
    if inner is None and not body.get("contents"):
        raise invalid("* CountTokensRequest.contents: contents is not specified\n")
    if inner is not None and body.get("contents"):  # the fake's words
        raise invalid("* CountTokensRequest: only one of contents and generate_content_request may be set.\n")
    asked = Asked(model, inner or body, wire.project)
    if inner is not None:
        rules.check_general(asked, "CountTokensRequest.generate_content_request")
    await world.blow(model.id, wire.headers)
    tokens = asked.tokens
    return Answer({"totalTokens": tokens, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": tokens}]})


async def embed(world: World, wire: Wire) -> Answer:
    """embedContent."""
    body = _read(wire, "EmbedContentRequest")
    model = _model(wire)
    _check_embedding(body, "EmbedContentRequest")
    world.quotas.take(wire.project, model, count(body["content"]), world.clock.now())
    await world.blow(model.id, wire.headers)
    return Answer({"embedding": _embedding(body)})


async def embed_batch(world: World, wire: Wire) -> Answer:
    """batchEmbedContents: at most a hundred."""
    body = _read(wire, "BatchEmbedContentsRequest")
    model = _model(wire)
    requests, most = body.get("requests", []), table("numbers")["batch"]
    if not requests:
        raise invalid("* BatchEmbedContentsRequest.requests: requests is not specified\n")  # the fake's words
    if len(requests) > most:
        raise invalid(f"* BatchEmbedContentsRequest.requests: at most {most} requests can be in one batch\n")
    for place, one in enumerate(requests):
        root = f"BatchEmbedContentsRequest.requests[{place}]"
        if one.get("model") != model.name:  # the fake's words
            raise invalid(f"* {root}.model: must be the same as the model of the batch, {model.name}\n")
        _check_embedding(one, root)
    tokens = sum(count(one["content"]) for one in requests)
    world.quotas.take(wire.project, model, tokens, world.clock.now())
    await world.blow(model.id, wire.headers)
    return Answer({"embeddings": [_embedding(one) for one in requests]})


async def nothing(world: World, wire: Wire) -> Answer:
    """A method that the API has and the fake has not: the model is looked for, and then it says so."""
    _model(wire)
    raise Refusal(400, f"{wire.verb} is not simulated.", status="FAILED_PRECONDITION")


async def list_models(world: World, wire: Wire) -> Answer:
    """A page of the models."""
    size = wire.query.get("pageSize", "50")
    start = wire.query.get("pageToken", "0")
    if not size.isdigit() or not start.isdigit():
        raise invalid(f"Invalid value at 'page_size' (TYPE_INT32), \"{size}\"")
    first, many = int(start), min(int(size) or 50, 1000)
    page = [model.entry for model in listed()[first : first + many]]
    more = first + many < len(listed())
    return Answer({"models": page} | ({"nextPageToken": str(first + many)} if more else {}))


async def get_model(world: World, wire: Wire) -> Answer:
    """One model."""
    return Answer(shown(wire.name, wire.version).entry)


async def upload(world: World, wire: Wire) -> Answer:
    """A file: at once, or in the two steps of a resumable upload. A video is PROCESSING for a while."""
    command = wire.headers.get("X-Goog-Upload-Command", "")
    mime = wire.headers.get("X-Goog-Upload-Header-Content-Type") or wire.headers.get("Content-Type", "")
    if command == "start":
        upload_id = world.storage.begin(wire.project, mime)
        url = f"{wire.url.replace(f'/{wire.version}', f'/upload/{wire.version}')}/files?upload_id={upload_id}"
        return Answer({}, headers={"X-Goog-Upload-URL": url, "X-Goog-Upload-Status": "active"})
    begun = world.storage.begun(wire.query.get("upload_id", ""))
    mime = begun[1] if begun else mime.split(";")[0]
    processing = 5.0 if mime.startswith("video/") else 0.0
    file = world.storage.add_file(wire.project, mime, len(wire.raw), processing)
    done = {"X-Goog-Upload-Status": "final"}
    return Answer({"file": world.storage.entry(file, wire.url)}, headers=done)


async def list_files(world: World, wire: Wire) -> Answer:
    """The project's files."""
    found = [world.storage.entry(file, wire.url) for file in world.storage.files(wire.project)]
    return Answer({"files": found} if found else {})


async def get_file(world: World, wire: Wire) -> Answer:
    """One file."""
    return Answer(world.storage.entry(world.storage.file(wire.project, wire.name), wire.url))


async def delete_file(world: World, wire: Wire) -> Answer:
    """The file is gone."""
    world.storage.drop_file(wire.project, wire.name)
    return Answer({})


async def create_cache(world: World, wire: Wire) -> Answer:
    """Content is cached for a model."""
    body = _read(wire, "CachedContent")
    name = body.get("model", "").removeprefix("models/")
    model = find(name, wire.version, "createCachedContent", wire.project)
    return Answer(storage.shown(world.storage.add_cache(wire.project, model, body)))


async def get_cache(world: World, wire: Wire) -> Answer:
    """One cached content, without what is in it."""
    return Answer(storage.shown(world.storage.cache(wire.project, f"cachedContents/{wire.name}")))


async def delete_cache(world: World, wire: Wire) -> Answer:
    """The cached content is gone."""
    world.storage.drop_cache(wire.project, f"cachedContents/{wire.name}")
    return Answer({})


def _read(wire: Wire, message: str) -> Json:
    """The body as the message; an address may carry parameters of the system alone."""
    for name in wire.query:
        if name not in table("added")["system_parameters"]:
            said = (
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message."
            )
            raise invalid(said, bad_fields([("", said)]))
    return protojson.message(message, protojson.decode(wire.raw), wire.version)


def _model(wire: Wire) -> Model:
    """The model of the call. A tuned one needs a login, and stands on a model of today."""
    if not wire.name.startswith("tunedModels/"):
        return find(wire.name, wire.version, wire.verb, wire.project)
    tuned = wire.name.removeprefix("tunedModels/")
    if not wire.login or tuned not in wire.project.tuned:
        raise Refusal(403, f"You do not have permission to access tuned model {wire.name}.")
    return models()["gemini-3.5-flash-lite"]


def _check_embedding(body: Json, root: str) -> None:
    if not text_of(body.get("content", {})):
        raise invalid(f"* {root}.content: contents is not specified\n")
    low, high = _EMBEDDING
    if not low <= body.get("outputDimensionality", high) <= high:
        raise invalid(f"* {root}.output_dimensionality: must be in the range [{low}, {high}].\n")  # the fake's words


def _embedding(body: Json) -> Json:
    return {"values": writing.vector(text_of(body["content"]), body.get("outputDimensionality", _EMBEDDING[1]))}
