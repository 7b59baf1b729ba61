"""Which SDK or tool shows in a paste, and its version. The outermost tool wins over the library that it rests on."""

from __future__ import annotations

import re

from bot.paste.facts import Fact

# Surface -> words, any of which shows it; the order settles pastes that show several.
_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gemini-cli", ("[API Error: ", "gemini-cli", "Gemini CLI", "gemini-client-error", "cloudcode-pa", "gemini cli")),
    ("litellm", ("litellm.", "LiteLLM", "GeminiException", "VertexAIException", "litellm")),
    ("adk", ("google/adk", "google\\adk", "google.adk", "google-adk", "google-adk-python")),
    ("langchainjs", ("@langchain/", "RateLimitQuotaExhaustedError")),
    ("langchain", ("langchain_google", "langchain-google", "ChatGoogleGenerativeAI", "GoogleGenerativeAIError", "langchain")),
    ("genkit", ("GenkitError", "genkit", "@genkit-ai", "googleai/gemini")),
    ("vercel-ai", ("AI_APICallError", "AI_RetryError", "AI_", "@ai-sdk/", "APICallError [AI_")),
    ("openai-compat", ("/v1beta/openai", "openai/_base_client", "openai\\_base_client", "Error code: 400 - [{'error'", "status code (no body)", "OpenAIException", "openai.")),
    ("java", ("com.google.genai", "google-genai-java", "com.google.cloud.vertexai", "spring-ai")),
    ("android", ("com.google.ai.client.generativeai", "generativeai.type.", "Android", "firebase.ai")),
    ("dart", ("google_generative_ai", "GenerativeAIException", "flutter", "Flutter")),
    ("dotnet", ("Mscc.GenerativeAI", "System.Net.Http", "Google.GenAI", "System.ClientModel")),
    ("legacy-js", ("[GoogleGenerativeAI Error]", "GoogleGenerativeAIFetchError", "@google/generative-ai", "GoogleGenerativeAI(")),
    ("js-genai", ("@google/genai", "@google+genai", "GoogleGenAI(", "ApiError: {", "ApiError: got status", "got status: ", "sending request")),
    ("legacy-go", ("generative-ai-go", "googleapi: Error", "error details: name =", "googleapi: got HTTP", "option.WithAPIKey")),
    ("go-genai", ("google.golang.org/genai", "go-genai", ", Details: [map[", ", Details: []", "genai.ClientConfig")),
    ("python-genai", ("google.genai", "google/genai", "google\\genai", "google-genai", "from google import genai", "google.genai.errors", ". {'error': {'code'", "GenerateContentConfig", "No API key was provided. Please pass", "Missing key inputs argument")),
    ("legacy-python", ("google.generativeai", "google-generativeai", "google.api_core.exceptions", "google/generativeai", "quick accessor", "google.ai.generativelanguage", "retry_delay {", "quota_metric: \"")),
    ("vertex", ("aiplatform", "vertexai", "Vertex AI", "VertexAI", "vertex")),
    ("rest", ("curl ", "generativelanguage.googleapis.com", '"error": {', '{"error":', '"promptFeedback"', '"finishReason"', "finishReason:", "promptFeedback:")),
)  # fmt: skip

_V = r"v?\d+\.\d+(?:\.\d+)?(?:[.-]?(?:a|b|rc|alpha|beta|preview|dev|nightly)[\w.-]*)?"
_PACKAGES = (
    r"google-genai|google-generativeai|@google/genai|@google\+genai|@google/generative-ai|@google\+generative-ai|"
    r"google-cloud-aiplatform|@google-cloud/vertexai|langchain-google-genai|langchain-google-vertexai|@langchain/google-genai|"
    r"litellm|google-adk|@ai-sdk/google(?:-vertex)?|genkit|@genkit-ai/[\w-]+|@google/gemini-cli|gemini-cli|generative-ai-go|"
    r"google\.golang\.org/genai|google_generative_ai|com\.google\.genai:google-genai|google-genai-java|firebase_ai|Mscc\.GenerativeAI"
)
_VERSIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_PACKAGES})[\"'`]?(?:\[[\w,]+\])?\s{{0,4}}(?:==|@|~=|>=|[:=]|\s|\||,|\(|version|Version)[\s\"'`^~(]{{0,4}}(?:version\s)?({_V})\b",
        rf"(?:CLI [Vv]ersion|[Pp]ackage version|SDK [Vv]ersion|[Ll]ibrary [Vv]ersion)[\s:*`|=]{{1,24}}(?:(?:{_PACKAGES})[@= ]{{1,3}})?({_V})\b",
        rf"Name: (?:{_PACKAGES})\s{{1,4}}Version: ({_V})\b",
        rf"(?:^|\n)[ *-]{{0,6}}Version[ *]{{0,3}}:[ *]{{0,3}}({_V})\b",
    )
)


def sdk(text: str) -> str | None:
    """The surface that shows in `text`; None where none does."""
    for name, signs in _SIGNS:
        for sign in signs:
            if sign in text:
                return name
    return None


def sdk_version(text: str) -> Fact | None:
    """The version of the SDK or tool, as written."""
    if "ersion" not in text and "@" not in text and "==" not in text and "google" not in text:
        return None
    for pattern in _VERSIONS:
        if match := pattern.search(text):
            return Fact(match[1], match.start(1), match.end(1))
    return None
