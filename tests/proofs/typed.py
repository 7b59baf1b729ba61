"""Proofs in JavaScript, Go and Java."""

from __future__ import annotations

from tests.proofs.proof import FLASH, HOST, LITE, Proof, hello

NAMES = {"type": "OBJECT", "properties": {"name": {"type": "STRING"}}, "additionalProperties": False}

PROOFS = [
    Proof(
        "schema-unsupported", "javascript",
        f"""import {{ GoogleGenAI }} from "@google/genai";

const ai = new GoogleGenAI({{ apiKey: process.env.GEMINI_API_KEY }});
const response = await ai.models.generateContent({{
  model: "{FLASH}",
  contents: "Name a person",
  config: {{
    responseMimeType: "application/json",
    responseSchema: {{
      type: "OBJECT",
      properties: {{ name: {{ type: "STRING" }} }},
      additionalProperties: false,
    }},
  }},
}});""",
        hello("Name a person", responseMimeType="application/json", responseSchema=NAMES),
        ("remove: generationConfig.responseSchema.additionalProperties",), f"model: {LITE}",
        "-      additionalProperties: false,",
    ),
    Proof(
        "modality-unsupported", "javascript",
        """const response = await ai.models.generateContent({
  model: "gemma-3-27b-it",
  contents: "Hi",
  config: { systemInstruction: "Be brief.", temperature: 1 },
});""",
        hello("Hi", temperature=1) | {"systemInstruction": {"parts": [{"text": "Be brief."}]}},
        ("remove: systemInstruction",), "remove: generationConfig.temperature",
        '-  config: { systemInstruction: "Be brief.", temperature: 1 },\n+  config: { temperature: 1 },',
        model="gemma-3-27b-it",
    ),
    Proof(
        "modality-unsupported", "fetch",
        f"""const res = await fetch("{HOST}/v1beta/models/{FLASH}:generateContent", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json", "x-goog-api-key": key }},
  body: JSON.stringify({{
    contents: [{{ parts: [{{ text: "Draw a cat" }}] }}],
    generationConfig: {{ responseModalities: ["TEXT", "IMAGE"] }},
  }}),
}});
console.log(await res.json());""",
        {
            "contents": [{"parts": [{"text": "Draw a cat"}]}],
            "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]},
        },
        ("model: gemini-3.1-flash-image",), "set: generationConfig.responseModalities [\"IMAGE\"]",
        f'-const res = await fetch("{HOST}/v1beta/models/{FLASH}:generateContent", {{\n'
        f'+const res = await fetch("{HOST}/v1beta/models/gemini-3.1-flash-image:generateContent", {{',
    ),
    Proof(
        "turn-order", "javascript",
        f"""const response = await ai.models.generateContent({{
  model: "{FLASH}",
  contents: [
    {{ role: "user", parts: [{{ text: "Hi" }}] }},
    {{ role: "user", parts: [{{ functionResponse: {{ name: "f", response: {{ ok: 1 }} }} }}] }},
    {{ role: "user", parts: [{{ text: "And?" }}] }},
  ],
}});""",
        {
            "contents": [
                {"role": "user", "parts": [{"text": "Hi"}]},
                {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"ok": 1}}}]},
                {"role": "user", "parts": [{"text": "And?"}]},
            ]
        },
        ("remove: contents[1]",), "remove: contents[0]",
        '-    { role: "user", parts: [{ functionResponse: { name: "f", response: { ok: 1 } } }] },',
    ),
    Proof(
        "turn-order", "javascript",
        f"""const contents = [
  {{ role: "user", parts: [{{ text: "Hi" }}] }},
  {{ role: "model", parts: [{{ text: "Hello" }}] }},
];
const response = await ai.models.generateContent({{ model: "{FLASH}", contents }});""",
        {
            "contents": [
                {"role": "user", "parts": [{"text": "Hi"}]},
                {"role": "model", "parts": [{"text": "Hello"}]},
            ]
        },
        ("remove: contents[1]",), "remove: contents[0]",
        '-  { role: "model", parts: [{ text: "Hello" }] },',
    ),
    Proof(
        "model-method-unsupported", "go",
        """client, err := genai.NewClient(ctx, nil)
result, err := client.Models.GenerateContent(ctx, "gemini-embedding-001", genai.Text("Hi"), nil)
if err != nil {
	log.Fatal(err)
}""",
        hello(), (f"model: {FLASH}",), "api_version: v1",
        '-result, err := client.Models.GenerateContent(ctx, "gemini-embedding-001", genai.Text("Hi"), nil)\n'
        f'+result, err := client.Models.GenerateContent(ctx, "{FLASH}", genai.Text("Hi"), nil)',
        model="gemini-embedding-001",
    ),
    Proof(
        "thinking-config", "go",
        """config := &genai.GenerateContentConfig{
	ThinkingConfig: &genai.ThinkingConfig{
		ThinkingBudget: genai.Ptr[int32](0),
	},
}
result, err := client.Models.GenerateContent(ctx, "gemini-2.5-pro", genai.Text("Hi"), config)""",
        hello("Hi", thinkingConfig={"thinkingBudget": 0}),
        ("clamp: generationConfig.thinkingConfig.thinkingBudget 128..32768",),
        "set: generationConfig.thinkingConfig.thinkingBudget 1",
        "-\t\tThinkingBudget: genai.Ptr[int32](0),\n+\t\tThinkingBudget: genai.Ptr[int32](128),",
        model="gemini-2.5-pro",
    ),
    Proof(
        "unknown-field", "go",
        f"""config := &genai.GenerateContentConfig{{
	SafetySettings: []*genai.SafetySetting{{
		{{Category: "HARM_CATEGORY_MEDICAL", Threshold: "OFF"}},
		{{Category: "HARM_CATEGORY_HARASSMENT", Threshold: "OFF"}},
	}},
}}
result, err := client.Models.GenerateContent(ctx, "{FLASH}", genai.Text("Hi"), config)""",
        hello()
        | {
            "safetySettings": [
                {"category": "HARM_CATEGORY_MEDICAL", "threshold": "OFF"},
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"},
            ]
        },
        ("remove: safetySettings[0]",), "remove: safetySettings[1]",
        '-\t\t{Category: "HARM_CATEGORY_MEDICAL", Threshold: "OFF"},',
    ),
    Proof(
        "parameter-invalid", "java",
        f"""Client client = new Client();
GenerateContentConfig config = GenerateContentConfig.builder()
    .temperature(2.5F)
    .topP(0.5F)
    .build();
GenerateContentResponse response = client.models.generateContent("{FLASH}", "Hi", config);""",
        hello("Hi", temperature=2.5, topP=0.5),
        ("clamp: generationConfig.temperature 0..2",), "remove: generationConfig.topP",
        "-    .temperature(2.5F)\n+    .temperature(2F)",
    ),
]  # fmt: skip
