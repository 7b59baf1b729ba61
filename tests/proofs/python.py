"""Proofs in Python: google-genai, the old SDK, and requests."""

from __future__ import annotations

from tests.proofs.proof import CACHE, FLASH, HOST, OLD, Proof, hello


def genai(call: str, client: str = "client = genai.Client()") -> str:
    """A small program with google-genai."""
    return f"from google import genai\nfrom google.genai import types\n\n{client}\n{call}\nprint(response.text)"


WEATHER = {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {"city": "Rome"}}}]}
ANSWERED = {
    "role": "user",
    "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "clear"}}}],
}

PROOFS = [
    Proof(
        "cache-invalid", "python",
        genai(f"""response = client.models.generate_content(
    model="{FLASH}",
    contents="Summarise chapter two",
    config=types.GenerateContentConfig(
        cached_content="{CACHE}",
        system_instruction="You are a librarian.",
    ),
)"""),
        hello("Summarise chapter two")
        | {"cachedContent": CACHE, "systemInstruction": {"parts": [{"text": "You are a librarian."}]}},
        ("remove: systemInstruction",), "remove: tools",
        '-        system_instruction="You are a librarian.",',
    ),
    Proof(
        "max-tokens", "python",
        genai(f"""response = client.models.generate_content(
    model="{FLASH}",
    contents="Explain tides",
    config={{"max_output_tokens": 60, "temperature": 1}},
)"""),
        hello("Explain tides", maxOutputTokens=60, temperature=1),
        ("remove: generationConfig.maxOutputTokens",), "set: generationConfig.maxOutputTokens 70",
        '-    config={"max_output_tokens": 60, "temperature": 1},\n+    config={"temperature": 1},',
    ),
    Proof(
        "malformed-request", "python",
        genai(f"""response = client.models.generate_content(
    model="{FLASH}",
    contents="Explain tides",
    config=types.GenerateContentConfig(max_output_tokens=100_000),
)"""),
        hello("Explain tides", maxOutputTokens=100_000),
        ("clamp: generationConfig.maxOutputTokens 1..65536",), "remove: tools",
        "-    config=types.GenerateContentConfig(max_output_tokens=100_000),\n"
        "+    config=types.GenerateContentConfig(max_output_tokens=65536),",
    ),
    Proof(
        "thinking-config", "python",
        genai(f"""response = client.models.generate_content(
    model="{OLD}",
    contents="Hi",
    config=types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(thinking_level="low", include_thoughts=True)
    ),
)"""),
        hello("Hi", thinkingConfig={"thinkingLevel": "low", "includeThoughts": True}),
        ("remove: generationConfig.thinkingConfig.thinkingLevel",),
        "set: generationConfig.thinkingConfig.thinkingLevel high",
        '-        thinking_config=types.ThinkingConfig(thinking_level="low", include_thoughts=True)\n'
        "+        thinking_config=types.ThinkingConfig(include_thoughts=True)",
        model=OLD,
    ),
    Proof(
        "thought-signature", "python",
        genai(f"""response = client.models.generate_content(
    model="{FLASH}",
    contents=[
        types.Content(role="user", parts=[types.Part(text="Is it raining in Rome?")]),
        types.Content(
            role="model",
            parts=[types.Part(function_call=types.FunctionCall(name="get_weather", args={{"city": "Rome"}}))],
        ),
        types.Content(
            role="user",
            parts=[types.Part(function_response=types.FunctionResponse(name="get_weather", response={{"sky": "clear"}}))],
        ),
    ],
)"""),
        {"contents": [{"role": "user", "parts": [{"text": "Is it raining in Rome?"}]}, WEATHER, ANSWERED]},
        ("set: contents[1].parts[0].thoughtSignature skip_thought_signature_validator",),
        "set: contents[1].parts[0].thoughtSignature c3R1bXA=",
        '-            parts=[types.Part(function_call=types.FunctionCall(name="get_weather", args={"city": "Rome"}))],\n'
        '+            parts=[types.Part(function_call=types.FunctionCall(name="get_weather", args={"city": "Rome"}), '
        'thought_signature=b"skip_thought_signature_validator")],',
    ),
    Proof(
        "model-not-found", "python",
        genai("""response = client.models.generate_content(
    model="gemini-9-flash",
    contents="Hi",
)"""),
        hello(), (f"model: {FLASH}",), "api_version: v1",
        f'-    model="gemini-9-flash",\n+    model="{FLASH}",', model="gemini-9-flash",
    ),
    Proof(
        "response-safety", "python",
        genai(f"""response = client.models.generate_content(
    model="{FLASH}",
    contents="Tell of fireworks at home",
    config=types.GenerateContentConfig(
        safety_settings=[
            types.SafetySetting(
                category=types.HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
                threshold=types.HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE,
            )
        ]
    ),
)"""),
        hello("Tell of fireworks at home")
        | {"safetySettings": [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"}]},
        ("set: safetySettings[0].threshold BLOCK_NONE",), "set: safetySettings[0].threshold BLOCK_LOW_AND_ABOVE",
        "-                threshold=types.HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE,\n"
        "+                threshold=types.HarmBlockThreshold.BLOCK_NONE,",
    ),
    Proof(
        "api-version-mismatch", "python",
        genai(
            f"""response = client.models.generate_content(
    model="{FLASH}",
    contents="Hi",
    config={{"speech_config": {{"language_code": "de-DE"}}}},
)""",
            'client = genai.Client(http_options={"api_version": "v1"})',
        ),
        hello("Hi", speechConfig={"languageCode": "de-DE"}),
        ("api_version: v1beta",), f"model: {OLD}",
        '-client = genai.Client(http_options={"api_version": "v1"})\n'
        '+client = genai.Client(http_options={"api_version": "v1beta"})',
        version="v1",
    ),
    Proof(
        "parameter-invalid", "legacy-python",
        f"""import google.generativeai as genai

model = genai.GenerativeModel("{FLASH}", generation_config={{"candidate_count": 4, "temperature": 0.5}})
response = model.generate_content("Hi")""",
        hello("Hi", candidateCount=4, temperature=0.5),
        ("remove: generationConfig.candidateCount",), "remove: generationConfig.temperature",
        f'-model = genai.GenerativeModel("{FLASH}", generation_config={{"candidate_count": 4, "temperature": 0.5}})\n'
        f'+model = genai.GenerativeModel("{FLASH}", generation_config={{"temperature": 0.5}})',
    ),
    Proof(
        "turn-order", "requests",
        f"""import requests

payload = {{
    "contents": [
        {{"role": "user", "parts": [{{"text": "Hi"}}]}},
        {{"role": "assistant", "parts": [{{"text": "Hello"}}]}},
        {{"role": "user", "parts": [{{"text": "How are you?"}}]}},
    ]
}}
r = requests.post(
    "{HOST}/v1beta/models/{FLASH}:generateContent",
    headers={{"x-goog-api-key": API_KEY}},
    json=payload,
)
print(r.status_code)
print(r.json())""",
        {
            "contents": [
                {"role": "user", "parts": [{"text": "Hi"}]},
                {"role": "assistant", "parts": [{"text": "Hello"}]},
                {"role": "user", "parts": [{"text": "How are you?"}]},
            ]
        },
        ("set: contents[1].role model",), "set: contents[1].role system",
        '-        {"role": "assistant", "parts": [{"text": "Hello"}]},\n'
        '+        {"role": "model", "parts": [{"text": "Hello"}]},',
    ),
]  # fmt: skip
