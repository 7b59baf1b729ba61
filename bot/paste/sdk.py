"""Which SDK or tool shows in a paste, and its version. The outermost tool wins over the library that it rests on."""

from __future__ import annotations

from bot.paste.rows import Fact, Table, first
from bot.paste.seen import Seen

# Surface -> words, any of which shows it; the order settles pastes that show several.
_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gemini-cli", ("[API Error: ", "gemini-cli", "Gemini CLI", "gemini-client-error", "cloudcode-pa", "gemini cli")),
    ("litellm", ("litellm.", "LiteLLM", "GeminiException", "VertexAIException", "litellm")),
    ("python-genai", ("compat_errors", "_gaos")),
    ("adk", ("google/adk", "google\\adk", "google.adk", "google-adk", "google-adk-python")),
    ("langchainjs", ("@langchain/", "RateLimitQuotaExhaustedError")),
    ("langchain", ("langchain_google", "langchain-google", "ChatGoogleGenerativeAI", "GoogleGenerativeAIError: Error", "langchain", "Error calling model '")),
    ("genkit", ("GenkitError", "genkit", "@genkit-ai", "googleai/gemini")),
    ("vercel-ai", ("AI_APICallError", "AI_RetryError", "AI_NoObject", "AI_JSONParse", "AI_TypeValidation", "@ai-sdk/", "APICallError [AI_")),
    ("openai-compat", ("/v1beta/openai", "openai/_base_client", "openai\\_base_client", "Error code: 400 - [{'error'", "status code (no body)", "OpenAIException", "Error code: ", "openai.APIError", "openai.BadRequest", "openai.RateLimit", "openai.NotFound", "openai.Authentication", "openai.PermissionDenied", "openai.Internal", "openai.APIStatus", "OpenAI(")),
    ("java", ("com.google.genai", "google-genai-java", "com.google.cloud.vertexai", "spring-ai")),
    ("android", ("com.google.ai.client.generativeai", "generativeai.type.", "Android", "firebase.ai")),
    ("dart", ("google_generative_ai", "GenerativeAIException", "flutter", "Flutter")),
    ("dotnet", ("Mscc.GenerativeAI", "System.Net.Http", "Google.GenAI", "System.ClientModel")),
    ("legacy-js", ("[GoogleGenerativeAI Error]", "GoogleGenerativeAIFetchError", "@google/generative-ai", "GoogleGenerativeAI(")),
    ("js-genai", ("@google/genai", "@google+genai", "GoogleGenAI(", "ApiError: {", "ApiError: got status", "got status: ", "sending request", "GenerateContentResponse {", "ai.getGenerativeModel is not")),
    ("legacy-go", ("generative-ai-go", "googleapi: Error", "error details: name =", "googleapi: got HTTP", "option.WithAPIKey")),
    ("go-genai", ("google.golang.org/genai", "go-genai", ", Details: [map[", ", Details: []", "genai.ClientConfig")),
    ("python-genai", ("google.genai", "google/genai", "google\\genai", "google-genai", "from google import genai", "google.genai.errors", ". {'error': {'code'", "GenerateContentConfig", "No API key was provided. Please pass", "Missing key inputs argument", "=<FinishReason.", "=<BlockedReason.", "Models.generate_content", "HttpOptions")),
    ("legacy-python", ("google.generativeai", "google-generativeai", "google.api_core.exceptions", "google/generativeai", "quick accessor", "protos.GenerateContentResponse", "google.ai.generativelanguage", "retry_delay {", "reason: \"", "[links {", "_InactiveRpcError", "quota_metric: \"")),
    ("vertex", ("aiplatform", "vertexai", "Vertex AI", "VertexAI", "vertex")),
    ("rest", ("curl ", "generativelanguage.googleapis.com", '"error": {', '{"error":', '"promptFeedback"', '"finishReason"', "finishReason:", "promptFeedback:")),
)  # fmt: skip
_RANKS = {sign: rank for rank, (_, signs) in reversed([*enumerate(_SIGNS)]) for sign in signs}
SIGNS = tuple(_RANKS)

_NUMBERS = r"v?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:[.-]?(?:a|b|rc|alpha|beta|preview|dev|nightly)[\w.-]{0,40})?"
_V = rf"({_NUMBERS})(?![\w.]*\d)"
# Packages whose version tells which SDK or tool it was. A pattern begins with its word, so that it is found quickly.
_PACKAGES = (
    ("genai", r"genai(?:(?<=google.genai)|(?<=golang\.org/genai)|(?<=go-genai))(?:-sdk|-java)?"),
    ("generative", r"generative[-_]?ai(?:-go)?"),
    ("vertexai", r"vertexai(?:(?<=cloud/vertexai)|(?<=google-vertexai))"),
    ("google-cloud-aiplatform", r"google-cloud-aiplatform"),
    ("litellm", r"litellm"),
    ("google-adk", r"google-adk"),
    ("ai-sdk/google", r"ai-sdk/google(?:-vertex)?"),
    ("genkit", r"genkit(?:-ai/[\w-]{1,40})?"),
    ("gemini-cli", r"gemini-cli"),
    ("Mscc.GenerativeAI", r"Mscc\.GenerativeAI"),
    ("firebase_ai", r"firebase_ai"),
)
_ANY_PACKAGE = "|".join(rf"[\w@./+-]{{0,40}}?{names}" for _, names in _PACKAGES)
# Who moved from one version to another has the newer one.
_MOVED = rf"(?: [a-z]{{2,10}})? [`'\"]?{_NUMBERS}[`'\"]? ?(?:to|->|→|=>) ?[`'\"]?"
_BETWEEN = (
    r"[\"'`]{0,2}(?:\[[\w,]{1,40}\])?\s{0,4}(?:==|@|~=|>=|[:=|,(/]|\s|[Vv]ersion)[\s\"'`^~(:|]{0,4}(?:[Vv]ersion:?\s)?"
)
VERSIONS: Table = (
    *((word, f"{names}(?:{_MOVED}|{_BETWEEN}){_V}") for word, names in _PACKAGES),
    ("ersion", rf"(?:CLI|[Pp]ackage|SDK|[Ll]ibrary) [Vv]ersion[\s:*`|=]{{1,24}}(?:(?:{_ANY_PACKAGE})[@=\s]{{1,3}})?{_V}"),
    ("ersion", rf"(?:^|\n|\\n)[>\s*#-]{{0,20}}Version[\s*]{{0,3}}:[\s*]{{0,3}}{_V}"),
)  # fmt: skip


def sdk(seen: Seen) -> str | None:
    """The surface that shows in the text; None where none does."""
    ranks = [rank for word in seen.words if (rank := _RANKS.get(word)) is not None]
    return _SIGNS[min(ranks)][0] if ranks else None


def sdk_version(seen: Seen) -> Fact | None:
    """The version of the SDK or tool, as written."""
    return first(VERSIONS, seen)
