"""Which argument of an SDK goes to which place of the REST body. Names as `spelt` gives them; sources: the SDKs' own types
and converters (google-genai 3.4, js-genai 2.32, go-genai 1.69, generative-ai-python 0.8, langchain-google-genai 4, ai 5).
"""

from __future__ import annotations

from bot.request.located import spelt


def _names(words: str) -> dict[str, str]:
    return {spelt(word): word for word in words.split()}


# Fields of GenerateContentConfig that stand in generationConfig.
GENERATION = _names(
    "temperature topP topK candidateCount maxOutputTokens stopSequences responseLogprobs logprobs presencePenalty "
    "frequencyPenalty seed responseMimeType responseSchema responseJsonSchema responseModalities mediaResolution speechConfig "
    "audioTimestamp thinkingConfig imageConfig routingConfig modelSelectionConfig enableEnhancedCivicAnswers "
    "responseFormat enableAffectiveDialog generationOutputConfig audioTranscriptionConfig"
)
# Fields of GenerateContentConfig that stand beside it.
TOP = _names(
    "systemInstruction tools toolConfig safetySettings cachedContent labels serviceTier store continuationToken modelArmorConfig"
)
# By these names people pass the prompt where `contents` takes it.
PROMPTS = frozenset("prompt messages content input history text".split())
# What the SDK keeps for itself.
NOT_SENT = frozenset(
    map(
        spelt, "httpOptions abortSignal automaticFunctionCalling shouldReturnHttpResponse automaticContinuation".split()
    )
)

# Other libraries' names -> path from the body. A path of one name stands at the top.
LANGCHAIN = {
    **{name: f"generationConfig.{path}" for name, path in GENERATION.items()},
    "maxtokens": "generationConfig.maxOutputTokens",
    "n": "generationConfig.candidateCount",
    "stop": "generationConfig.stopSequences",
    "thinkingbudget": "generationConfig.thinkingConfig.thinkingBudget",
    "thinkinglevel": "generationConfig.thinkingConfig.thinkingLevel",
    "includethoughts": "generationConfig.thinkingConfig.includeThoughts",
    "json": "",
    "safetysettings": "safetySettings",
    "cachedcontent": "cachedContent",
    "labels": "labels",
    "tools": "tools",
}
LITELLM = {
    "temperature": "generationConfig.temperature",
    "topp": "generationConfig.topP",
    "topk": "generationConfig.topK",
    "maxtokens": "generationConfig.maxOutputTokens",
    "maxcompletiontokens": "generationConfig.maxOutputTokens",
    "n": "generationConfig.candidateCount",
    "stop": "generationConfig.stopSequences",
    "seed": "generationConfig.seed",
    "presencepenalty": "generationConfig.presencePenalty",
    "frequencypenalty": "generationConfig.frequencyPenalty",
    "safetysettings": "safetySettings",
    "cachedcontent": "cachedContent",
}
VERCEL = {
    "temperature": "generationConfig.temperature",
    "topp": "generationConfig.topP",
    "topk": "generationConfig.topK",
    "maxoutputtokens": "generationConfig.maxOutputTokens",
    "stopsequences": "generationConfig.stopSequences",
    "seed": "generationConfig.seed",
    "presencepenalty": "generationConfig.presencePenalty",
    "frequencypenalty": "generationConfig.frequencyPenalty",
}
# providerOptions.google of the Vercel AI SDK, and the model's own settings.
VERCEL_GOOGLE = {
    **{name: f"generationConfig.{path}" for name, path in GENERATION.items()},
    "safetysettings": "safetySettings",
    "cachedcontent": "cachedContent",
    "labels": "labels",
    "servicetier": "serviceTier",
}

# Legacy Android and Dart name their enums in their own way.
HARM = {
    "harassment": "HARM_CATEGORY_HARASSMENT",
    "hate": "HARM_CATEGORY_HATE_SPEECH",
    "hatespeech": "HARM_CATEGORY_HATE_SPEECH",
    "sex": "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "sexual": "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "sexuallyexplicit": "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "danger": "HARM_CATEGORY_DANGEROUS_CONTENT",
    "dangerouscontent": "HARM_CATEGORY_DANGEROUS_CONTENT",
    "dangerous": "HARM_CATEGORY_DANGEROUS_CONTENT",
    "civicintegrity": "HARM_CATEGORY_CIVIC_INTEGRITY",
}
THRESHOLD = {
    "none": "BLOCK_NONE",
    "off": "OFF",
    "high": "BLOCK_ONLY_HIGH",
    "onlyhigh": "BLOCK_ONLY_HIGH",
    "medium": "BLOCK_MEDIUM_AND_ABOVE",
    "mediumandabove": "BLOCK_MEDIUM_AND_ABOVE",
    "low": "BLOCK_LOW_AND_ABOVE",
    "lowandabove": "BLOCK_LOW_AND_ABOVE",
}

# SDK call -> REST method.
METHODS = {
    "generatecontent": "generateContent",
    "generatecontentasync": "generateContent",
    "generatecontentstream": "streamGenerateContent",
    "streamgeneratecontent": "streamGenerateContent",
    "counttokens": "countTokens",
    "counttokensasync": "countTokens",
    "embedcontent": "embedContent",
    "embedcontentasync": "embedContent",
    "batchembedcontents": "batchEmbedContents",
    "sendmessage": "generateContent",
    "sendmessageasync": "generateContent",
    "sendmessagestream": "streamGenerateContent",
    "generateimages": "predict",
    "generatevideos": "predictLongRunning",
}
