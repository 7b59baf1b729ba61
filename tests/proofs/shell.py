"""Proofs in curl, PowerShell, HTTP and plain JSON."""

from __future__ import annotations

from tests.proofs.proof import FLASH, HOST, LITE, OLD, Proof, hello


def curl(body: str, model: str = FLASH, version: str = "v1beta", method: str = "generateContent") -> str:
    """A call as Google's own examples write it."""
    return f"""curl "{HOST}/{version}/models/{model}:{method}" \\
  -H "x-goog-api-key: $GEMINI_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -X POST \\
  -d '{body}'"""


DECLARED = {"name": "get_weather", "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}

PROOFS = [
    Proof(
        "parameter-invalid", "curl",
        curl("""{
    "contents": [{"role": "user", "parts": [{"text": "Write a haiku"}]}],
    "generationConfig": {
      "temperature": 3.5,
      "topP": 0.9
    }
  }"""),
        hello("Write a haiku", temperature=3.5, topP=0.9),
        ("clamp: generationConfig.temperature 0..2",), "clamp: generationConfig.topP 0..1",
        '-      "temperature": 3.5,\n+      "temperature": 2,',
    ),
    Proof(
        "parameter-invalid", "http",
        f"""POST {HOST}/v1beta/models/{FLASH}:generateContent
x-goog-api-key: hidden
Content-Type: application/json

{{"contents": [{{"parts": [{{"text": "Hi"}}]}}], "generationConfig": {{"temperature": 2.5, "topP": 3}}}}""",
        {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 2.5, "topP": 3}},
        ("clamp: generationConfig.temperature 0..2", "clamp: generationConfig.topP 0..1"),
        "clamp: generationConfig.temperature 0..2",
        '-{"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 2.5, "topP": 3}}\n'
        '+{"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 2, "topP": 1}}',
    ),
    Proof(
        "api-version-mismatch", "curl",
        curl('{"contents": [{"parts": [{"text": "Hi"}]}], "serviceTier": "FLEX"}', version="v1"),
        {"contents": [{"parts": [{"text": "Hi"}]}], "serviceTier": "FLEX"},
        ("api_version: v1beta",), f"model: {LITE}",
        f'-curl "{HOST}/v1/models/{FLASH}:generateContent" \\\n+curl "{HOST}/v1beta/models/{FLASH}:generateContent" \\',
        version="v1",
    ),
    Proof(
        "contents-empty", "curl",
        curl('{\n    "contents": [{\n      "parts": [\n        {"text": "Hi"},\n        {}\n      ]\n    }]\n  }'),
        {"contents": [{"parts": [{"text": "Hi"}, {}]}]},
        ("remove: contents[0].parts[1]",), "remove: contents[0].parts[0]",
        '-        {"text": "Hi"},\n-        {}\n+        {"text": "Hi"}',
    ),
    Proof(
        "contents-empty", "curl", curl("{}"), {},
        ("set: contents[0].parts[0].text Hello",), "set: generationConfig.seed 7", "",
    ),
    Proof(
        "contents-empty", "json",
        '{\n  "contents": [{"role": "user", "parts": []}]\n}',
        {"contents": [{"role": "user", "parts": []}]},
        ('set: contents[0].parts [{"text": "Hello"}]',), "set: generationConfig.seed 7",
        '-  "contents": [{"role": "user", "parts": []}]\n+  "contents": [{"role": "user", "parts": [{"text": "Hello"}]}]',
    ),
    Proof(
        "tool-combination", "curl",
        curl("""{
    "contents": [{"parts": [{"text": "Hi"}]}],
    "tools": [
      {"functionDeclarations": [{"name": "get_weather", "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}]},
      {"googleSearch": {}}
    ]
  }"""),
        {
            "contents": [{"parts": [{"text": "Hi"}]}],
            "tools": [{"functionDeclarations": [DECLARED]}, {"googleSearch": {}}],
        },
        ("set: toolConfig.includeServerSideToolInvocations true",), f"model: {LITE}",
        '-    ]\n+    ],\n+    "toolConfig": {"includeServerSideToolInvocations": true}',
    ),
    Proof(
        "tool-combination", "curl",
        curl("""{
    "contents": [{"parts": [{"text": "Hi"}]}],
    "generationConfig": {
      "responseMimeType": "application/json"
    },
    "tools": [{"functionDeclarations": [{"name": "get_weather", "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}]}]
  }""", OLD),
        {
            "contents": [{"parts": [{"text": "Hi"}]}],
            "generationConfig": {"responseMimeType": "application/json"},
            "tools": [{"functionDeclarations": [DECLARED]}],
        },
        ("remove: generationConfig.responseMimeType",), "set: generationConfig.seed 7",
        '-      "responseMimeType": "application/json"', model=OLD,
    ),
    Proof(
        "unknown-field", "curl",
        curl('{\n    "contents": [{"parts": [{"text": "Hi"}]}],\n    "system": "Answer in French."\n  }'),
        {"contents": [{"parts": [{"text": "Hi"}]}], "system": "Answer in French."},
        ("move: system systemInstruction.parts[0].text",), "set: generationConfig.seed 7",
        '-    "system": "Answer in French."\n+    "systemInstruction": {"parts": [{"text": "Answer in French."}]}',
    ),
    Proof(
        "unknown-field", "powershell",
        f"""$body = @{{
  contents = @(@{{ parts = @(@{{ text = "Hi" }}) }})
  generationConfig = @{{ maxTokens = 900 }}
}} | ConvertTo-Json -Depth 10
Invoke-RestMethod -Method Post -ContentType "application/json" -Headers @{{ "x-goog-api-key" = $env:KEY }} `
  -Uri "{HOST}/v1beta/models/{FLASH}:generateContent" -Body $body""",
        {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": {"maxTokens": 900}},
        ("rename: generationConfig.maxTokens maxOutputTokens",), "rename: generationConfig.maxTokens maxToken",
        "-  generationConfig = @{ maxTokens = 900 }\n+  generationConfig = @{ maxOutputTokens = 900 }",
    ),
    Proof(
        "model-not-found", "curl",
        curl('{"contents": [{"parts": [{"text": "Hi"}]}]}', "gemini-2.0-flash", method="streamGenerateContent"),
        {"contents": [{"parts": [{"text": "Hi"}]}]},
        ("model: gemini-3.6-flash",), "api_version: v1",
        f'-curl "{HOST}/v1beta/models/gemini-2.0-flash:streamGenerateContent" \\\n'
        f'+curl "{HOST}/v1beta/models/gemini-3.6-flash:streamGenerateContent" \\',
        model="gemini-2.0-flash", method="streamGenerateContent",
    ),
    Proof(
        "prompt-blocked-safety", "curl",
        curl("""{
    "contents": [{"parts": [{"text": "How is a pipe bomb defused in films?"}]}],
    "safetySettings": [
      {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
      {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"}
    ]
  }"""),
        {
            "contents": [{"parts": [{"text": "How is a pipe bomb defused in films?"}]}],
            "safetySettings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
                {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"},
            ],
        },
        ("set: safetySettings[1].threshold BLOCK_NONE",), "set: safetySettings[1].threshold BLOCK_LOW_AND_ABOVE",
        '-      {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"}\n'
        '+      {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_NONE"}',
    ),
    Proof(
        "media-unreadable", "curl",
        curl("""{
    "contents": [{
      "parts": [
        {"text": "What is in this archive?"},
        {"inlineData": {"mimeType": "application/zip", "data": "UEsDBA=="}}
      ]
    }]
  }"""),
        {
            "contents": [
                {
                    "parts": [
                        {"text": "What is in this archive?"},
                        {"inlineData": {"mimeType": "application/zip", "data": "UEsDBA=="}},
                    ]
                }
            ]
        },
        ("remove: contents[0].parts[1]",), "set: contents[0].parts[1].inlineData.mimeType image/png",
        '-        {"text": "What is in this archive?"},\n'
        '-        {"inlineData": {"mimeType": "application/zip", "data": "UEsDBA=="}}\n'
        '+        {"text": "What is in this archive?"}',
    ),
]  # fmt: skip
