"""Which SDK or tool shows in a paste, and its version. The outermost tool wins over the library that it rests on."""

from __future__ import annotations

from bot.paste.rows import Fact, Row, first

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

_NUMBERS = r"v?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:[.-]?(?:a|b|rc|alpha|beta|preview|dev|nightly)[\w.-]{0,40})?"
_V = rf"({_NUMBERS})(?![\w.]*\d)"
# Packages whose version tells which SDK or tool it was, by a word that all of their names hold.
_PACKAGES = (
    ("genai", r"google[ -]genai(?:-sdk)?|@google/genai|@google\+genai|google\.golang\.org/genai|google-genai-java|langchain-google-genai|@langchain/google-genai|go-genai"),
    ("generat", r"google-generativeai|@google/generative-ai|@google\+generative-ai|generative-ai-go|google_generative_ai|generativeai"),
    ("vertexai", r"@google-cloud/vertexai|langchain-google-vertexai|@langchain/google-vertexai"),
    ("google-cloud-aiplatform", r"google-cloud-aiplatform"),
    ("litellm", r"litellm"),
    ("google-adk", r"google-adk"),
    ("ai-sdk/google", r"@ai-sdk/google(?:-vertex)?"),
    ("genkit", r"@genkit-ai/[\w-]{1,40}|genkit"),
    ("gemini-cli", r"@google/gemini-cli|gemini-cli"),
    ("Mscc.GenerativeAI", r"Mscc\.GenerativeAI"),
    ("firebase_ai", r"firebase_ai"),
)  # fmt: skip
_ANY_PACKAGE = "|".join(names for _, names in _PACKAGES)
_BETWEEN = (
    r"[\"'`]{0,2}(?:\[[\w,]{1,40}\])?\s{0,4}(?:==|@|~=|>=|[:=|,(/]|\s|[Vv]ersion)[\s\"'`^~(:|]{0,4}(?:[Vv]ersion:?\s)?"
)
# Who moved from one version to another has the newer one.
_MOVED = rf"(?:{_ANY_PACKAGE})(?: [a-z]{{2,10}})? [`'\"]?{_NUMBERS}[`'\"]? ?(?:to|->|→|=>) ?[`'\"]?{_V}"
_VERSIONS: tuple[Row, ...] = (
    *((word, _MOVED) for word in (" to ", "->", "→", "=>")),
    *((word, f"(?:{names}){_BETWEEN}{_V}") for word, names in _PACKAGES),
    ("ersion", rf"(?:CLI|[Pp]ackage|SDK|[Ll]ibrary) [Vv]ersion[\s:*`|=]{{1,24}}(?:(?:{_ANY_PACKAGE})[@=\s]{{1,3}})?{_V}"),
    ("ersion", rf"(?:^|\n|\\n)[>\s*#-]{{0,20}}Version[\s*]{{0,3}}:[\s*]{{0,3}}{_V}"),
)  # fmt: skip


def sdk(text: str) -> str | None:
    """The surface that shows in `text`; None where none does."""
    for name, signs in _SIGNS:
        for sign in signs:
            if sign in text:
                return name
    return None


def sdk_version(text: str) -> Fact | None:
    """The version of the SDK or tool, as written."""
    return first(_VERSIONS, text)
