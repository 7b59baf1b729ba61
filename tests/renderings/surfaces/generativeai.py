"""google-generativeai, the deprecated Python SDK: over gRPC (its default) and REST, and what it refuses by itself."""

import json
from concurrent import futures

import google.ai.generativelanguage as glm
import google.generativeai as genai
import grpc
from google.ai.generativelanguage_v1beta.services.generative_service.transports import GenerativeServiceGrpcTransport
from google.protobuf import any_pb2, json_format
from google.rpc import code_pb2, error_details_pb2, status_pb2
from record import ANSWERS, ASK, ERRORS, KEY, MODEL, PROMPT, URLS, caught, emit, printed, traced

KNOWN = {name: getattr(error_details_pb2, name) for name in error_details_pb2.DESCRIPTOR.message_types_by_name}


def details(body):
    """The body's details as the wire has them in gRPC: a google.rpc.Status."""
    error = json.loads(ASK["bodies"][body]["text"])["error"]
    status = status_pb2.Status(code=code_pb2.Code.Value(error["status"]), message=error["message"])
    for detail in error.get("details", []):
        kind = detail["@type"].rpartition(".")[2]
        fields = {name: value for name, value in detail.items() if name != "@type"}
        packed = any_pb2.Any()
        packed.Pack(json_format.ParseDict(fields, KNOWN[kind](), ignore_unknown_fields=True))
        status.details.append(packed)
    return status


class Service(grpc.GenericRpcHandler):
    def __init__(self, body):
        self.body = body

    def service(self, call):
        def unary(request, context):
            status = details(self.body)
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
            context.abort(list(grpc.StatusCode)[status.code], status.message)

        def stream(request, context):
            unary(request, context)
            yield b""

        if "Stream" in call.method:
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(unary)


def over_grpc(body, run):
    server = grpc.server(futures.ThreadPoolExecutor(2), handlers=(Service(body),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    model = genai.GenerativeModel(MODEL)
    model._client = glm.GenerativeServiceClient(transport=GenerativeServiceGrpcTransport(channel=channel))
    try:
        run(model)
    finally:
        channel.close()
        server.stop(0)


def over_rest(body, run):
    genai.configure(api_key=KEY, transport="rest", client_options={"api_endpoint": URLS[body]})
    run(genai.GenerativeModel(MODEL))


# Without a deadline of its own the client tries a 503 again for ten minutes.
ONCE = {"retry": None, "timeout": 5}


def ask(model):
    return model.generate_content(PROMPT, request_options=ONCE)


def stream(model):
    for _ in model.generate_content(PROMPT, stream=True, request_options=ONCE):
        pass


def main():
    for body in ERRORS:
        if body not in ("html-502", "prepay"):  # gRPC has no HTML and no 402
            traced("grpc", body, lambda body=body: over_grpc(body, ask))
            printed("grpc-print", body, lambda body=body: over_grpc(body, ask))
        traced("rest", body, lambda body=body: over_rest(body, ask))
    traced("grpc-stream", "quota-minute", lambda: over_grpc("quota-minute", stream))
    traced("rest-stream", "quota-minute", lambda: over_rest("quota-minute", stream), "resource-exhausted")
    for body in ANSWERS:
        found = []

        def text(model, found=found):
            found.append(ask(model))
            return found[0].text

        traced("text", body, lambda body=body, text=text: over_rest(body, text))
        if found:
            emit("answer", body, f"{found[0]!r}\n")
    raw_grpc()
    refusals()


def raw_grpc():
    """What grpcio itself prints, without api_core's wrapping."""

    def run(model):
        call = model._client.transport.grpc_channel.unary_unary(
            "/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent"
        )
        call(b"")

    for body in ("quota-day", "key-invalid", "overloaded"):
        traced("raw-grpc", body, lambda body=body: over_grpc(body, run))


def refusals():
    genai.configure(api_key=None, transport="rest", client_options={"api_endpoint": URLS["generic-400"]})

    def unknown_field():
        over_rest("generic-400", lambda model: model.generate_content(PROMPT, generation_config={"max_tokens": 10}))

    def empty():
        over_rest("generic-400", lambda model: model.generate_content(""))

    traced("unknown-config", None, unknown_field, "unknown-field")
    traced("no-contents", None, empty, "contents-empty")
    error, _, _ = caught(lambda: genai.Client)
    if error is not None:
        traced("new-code", None, lambda: genai.Client(), "sdk-usage")


main()
