from __future__ import annotations

import json
import re
import shlex
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.paste.cover import is_mask
from bot.paste.secrets import Masked, mask

# Made by hand, in the form of the real thing, and of no account.
KEY = "AIzaSyD4f8Gh2Jk9Lm3Np5Qr7St1Uv6Wx0Yz-aB"
AUTH_KEY = "AQ.Ab8RN6LqXk29dkfjghDKJFHGKSJDHFGkdjfhg0vN7mQwErTyUi"
OAUTH = "ya29.a0AfH6SMBx7Kq2mWv9_ZtR4pLs8NcYd3JhGfQe6UoIb1XwVu5TzAk"
OPAQUE = "9f86d081884c7d659a2feaa0c55ad015"
PEM = (
    "-----BEGIN PRIVATE KEY-----\n"
    + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n" * 3
    + ("bWUzNDU2Nzg5MA==\n-----END PRIVATE KEY-----\n")
)
JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJhY2NvdW50cyIsInN1YiI6IjEwIn0.dGhpcyBpcyBub3QgYSBzaWduYXR1cmU"


def hidden(text: str, secret: str) -> Masked:
    """The masked text, once it is sure that the secret is gone and everything else has stayed."""
    masked = mask(text)
    assert secret not in masked.text
    assert len(masked.text) == len(text)
    assert mask(masked.text).text == masked.text
    assert masked.secrets
    at = 0
    for found in masked.secrets:
        assert masked.text[at : found.span.start] == text[at : found.span.start]
        assert is_mask(masked.text[found.span.start : found.span.end])
        at = found.span.end
    assert masked.text[at:] == text[at:]
    return masked


SURROUNDINGS = {
    "bare": "{}",
    "prose": "my key is {}, what is wrong?",
    "header": "x-goog-api-key: {}",
    "curl": 'curl -H "x-goog-api-key: {}" -H "Content-Type: application/json" https://x.de',
    "curl, single": "curl -H 'x-goog-api-key: {}' https://x.de",
    "address": "POST https://generativelanguage.googleapis.com/v1beta/models/m:generateContent?key={}&alt=sse HTTP/1.1",
    "address in JSON": '{{"url": "https://x.de/v1beta/models?alt=sse\\u0026key={}"}}',
    "JSON": '{{"x-goog-api-key": "{}", "a": 1}}',
    "JSON in JSON": '{{"request": "{{\\"api_key\\": \\"{}\\"}}"}}',
    "Python": 'client = genai.Client(api_key="{}")',
    "Python dict": "headers = {{'x-goog-api-key': '{}'}}",
    "Python tuples": "[('x-goog-api-key', '{}'), ('user-agent', 'x')]",
    "Python bytes": "Illegal header value b'{}'",
    "JavaScript": "const ai = new GoogleGenAI({{ apiKey: '{}' }});",
    "template literal": "apiKey: `{}`,",
    "Go": 'genai.ClientConfig{{APIKey:"{}", Backend:1}}',
    "env": "GEMINI_API_KEY={}",
    "shell": 'export GOOGLE_API_KEY="{}" && python app.py',
    "PowerShell": '$env:GEMINI_API_KEY = "{}"',
    "YAML": "env:\n  - name: GEMINI_API_KEY\n    value: {}\n",
    "DebugInfo": "[ORIGINAL ERROR] generic::invalid_argument: Invalid API key: {} [google.rpc.error_details_ext]",
    "consumer": "Permission denied: Consumer 'api_key:{}' has been suspended.",
    "log": "2026-11-22 10:00:00,123 ERROR app - key={} status=400",
    "quoted": "> > api_key = {}",
    "box": "│ api_key={} │",
    "smart quotes": "api_key=“{}”",
    "HTML": "&quot;{}&quot;",
    "Markdown": "`{}`",
    "colours": "\x1b[31m{}\x1b[0m",
    "escaped line end": "a\\n{}\\nb",
    "Slack link": "<https://x.de/?key={}|link>",
}


@pytest.mark.parametrize("surrounding", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
@pytest.mark.parametrize("secret", [KEY, AUTH_KEY, OAUTH], ids=["AIza", "AQ", "ya29"])
def test_a_google_key_is_hidden_in_every_surrounding(surrounding: str, secret: str) -> None:
    text = surrounding.format(secret)
    (found,) = hidden(text, secret).secrets
    assert found.google
    assert text[found.span.start : found.span.end] == secret
    assert found.shape == f"{len(secret)} characters"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (f"b'{KEY}\\n'", "39 characters, newline at the end"),
        (f'"{KEY}\n"', "39 characters, newline at the end"),
        (f"api_key='{KEY}\\r\\n'", "39 characters, newline at the end"),
        (f'api_key="\\n{KEY}"', "39 characters, newline at the start"),
        (f'"\n{KEY}\n"', "39 characters, newline around it"),
        (f"api_key='{KEY} '", "39 characters, blanks at the end"),
        (f"api_key=' {KEY}'", "39 characters, blanks at the start"),
        (f"""export GEMINI_API_KEY="'{KEY}'" """, "39 characters, quotes around it"),
        (f"""b'"{KEY}"'""", "39 characters, quotes around it"),
        (f'api_key="{KEY[:20]}\n{KEY[20:]}"', "39 characters, newline inside"),
        (f'api_key="{KEY[:20]}\\n{KEY[20:]}"', "39 characters, newline inside"),
        (f"key={KEY[:30]}\n    {KEY[30:]}\n", "39 characters, newline inside"),
        (f'"{KEY[:10]}\n> {KEY[10:]}"', "39 characters, newline inside"),
        (f"│ ?key={KEY[:15]} │\n│ {KEY[15:]} │", "39 characters, newline inside"),
        (f'{KEY[:15]}"{KEY[15:]}', "39 characters, quotes inside"),
        (f'"{KEY[:15]}" + "{KEY[15:]}"', "39 characters, quotes inside"),
        (f'"{KEY[:12]}"\n    "{KEY[12:24]}"\n    "{KEY[24:]}"', "39 characters, newline inside"),
        (f"{KEY[:20]} {KEY[20:]}", "39 characters, blanks inside"),
        (f"{KEY[:20]}\u200b{KEY[20:]}", "39 characters, invisible letters inside"),
        (f'api_key="{KEY[:20]}"', "20 characters: cut short"),
        (f'api_key="{KEY[:38]}"', "38 characters: cut short"),
        (f"api_key={KEY[:25]}... is it wrong?", "25 characters: cut short"),
        (f'api_key="{KEY[:20]}xxxxxxxxxxxxxxxxxxx"', "20 characters: cut short"),
        (f'api_key="{KEY[:20]}*******************"', "20 characters: cut short"),
        (f'api_key="{KEY}abc"', "42 characters: too long"),
    ],
)
def test_the_odd_shape_of_a_key_is_told(text: str, shape: str) -> None:
    masked = mask(text)
    (found,) = masked.secrets
    assert found.shape == shape
    assert found.kind == "AI Studio key"
    assert not re.search(r"AIza|2Jk9|0Yz", masked.text)
    assert len(masked.text) == len(text)
    assert mask(masked.text).text == masked.text


LONG_OAUTH = "ya29.a0AfH6SMBx7Kq2mWv9_ZtR4pLs8NcYd3JhGfQe6UoIb1XwVu5TzAk" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7" * 6
LONG_JWT = JWT.rpartition(".")[0] + "." + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7" * 8


@pytest.mark.parametrize("token", [LONG_OAUTH, LONG_JWT, AUTH_KEY])
@pytest.mark.parametrize("gap", ["\n", "\n    ", "\\n", "\r\n> ", " │\n│ "])
def test_a_long_token_broken_over_lines_is_hidden_whole(token: str, gap: str) -> None:
    lines = [token[at : at + 40] for at in range(0, len(token), 40)]
    text = f'"Bearer {gap.join(lines)}" and the request 42 went on\n'
    masked = mask(text)
    assert [secret.shape for secret in masked.secrets] == [f"{len(token)} characters, newline inside"]
    assert masked.text.endswith('x" and the request 42 went on\n')


def test_the_line_after_a_token_stays() -> None:
    for line in (
        "X-Goog-Api-Client: genai/1.2",
        "status=401",
        "GenerateContent failed",
        "4bf92f3577b34da6a3ce929d0e0e4736",
    ):
        assert mask(f"{OAUTH}\n{line}").text.endswith("\n" + line)


def test_a_key_cut_to_a_stub_is_nobodys_to_revoke() -> None:
    assert not mask(f'api_key="{KEY[:20]}"').secrets[0].google
    assert not mask(f"key {KEY[:35]}… fails").secrets[0].google
    assert mask(f'api_key="{KEY[:20]}\n{KEY[20:]}"').secrets[0].google


def test_a_wrapped_word_that_is_no_rest_of_a_key_stays() -> None:
    text = f"{KEY[:20]} configurationsettin"
    assert mask(text).text.endswith(" configurationsettin")
    assert mask(f"{KEY[:20]}\nnext line here").text.endswith("\nnext line here")
    assert mask(f"{KEY[:33]} x y z").text.endswith(" x y z")


def test_a_longer_word_that_holds_a_key_loses_the_key() -> None:
    text = KEY + "A1b2" * 20
    assert mask(text).text == "REDACTED" + "x" * 31 + "A1b2" * 20


def test_keys_without_a_gap_are_all_hidden() -> None:
    keys = [f"AIza{chr(65 + number) * 2}{KEY[6:]}" for number in range(20)]
    masked = mask("".join(keys))
    assert masked.text == mask(masked.text).text
    assert "AIza" not in masked.text
    assert len(masked.secrets) == 20


def test_the_blank_after_a_key_stays_where_it_belongs_to_the_shell() -> None:
    text = f'curl -H x-goog-api-key:{KEY} "https://x.de" -d \'{{"a": 1}}\''
    assert shlex.split(mask(text).text)[3:] == shlex.split(text)[3:]


def test_json_with_a_key_is_still_json() -> None:
    for content in (KEY, KEY + "\n", f'"{KEY}"', f"{KEY[:20]}\n{KEY[20:]}"):
        text = json.dumps({"error": {"message": f"Invalid API key: {content}"}, "key": content, "code": 400})
        assert json.loads(mask(text).text)["code"] == 400


SERVICE_ACCOUNT = json.dumps(
    {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": "4bf92f3577b34da6a3ce929d0e0e47364bf92f35",
        "private_key": PEM,
        "client_email": "bot@my-project.iam.gserviceaccount.com",
        "client_id": "123456789012345678901",
    },
    indent=2,
)


def test_a_service_account_keeps_its_names_and_loses_its_keys() -> None:
    masked = hidden(SERVICE_ACCOUNT, "MIIEvQIBADANBgkqhkiG9w0BAQEF")
    account = json.loads(masked.text)
    assert account["client_email"] == "bot@my-project.iam.gserviceaccount.com"
    assert account["project_id"] == "my-project"
    assert is_mask(account["private_key_id"])
    assert [(secret.kind, secret.google) for secret in masked.secrets] == [
        ("private key id", True),
        ("private key", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        PEM.replace("PRIVATE", "RSA PRIVATE"),
        PEM.replace("\n", "\\n"),
        PEM.replace("\n", "\r\n"),
        "\n".join("> " + line for line in PEM.splitlines()),
        "\n".join(f"│ {line} │" for line in PEM.splitlines()).replace("│", "|"),
        PEM.partition("-----END")[0],
        PEM[:150],
        PEM[40:],
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\n" + PEM[28:],
    ],
)
def test_a_private_key_is_hidden_whole_or_cut(text: str) -> None:
    masked = mask(text)
    assert "BADANBgkqhki" not in masked.text
    assert masked.secrets[0].kind == "private key"
    assert not masked.secrets[0].google


def test_words_after_a_cut_private_key_stay() -> None:
    text = PEM[:95] + "\n\nwhy does this fail with 403?"
    assert mask(text).text.endswith("\n\nwhy does this fail with 403?")


@pytest.mark.parametrize(
    ("text", "secret", "kind"),
    [
        ("Authorization: Bearer " + OPAQUE, OPAQUE, "bearer token"),
        ('"authorization": "Bearer ' + JWT + '"', JWT, "JSON Web Token"),
        ("id_token=" + JWT.rpartition(".")[0] + ".", JWT.split(".")[1], "JSON Web Token"),
        ("Authorization: Basic dXNlcjpodW50ZXIyMg==", "dXNlcjpodW50ZXIyMg==", "basic credentials"),
        ("authorization: token " + OPAQUE, OPAQUE, "credentials"),
        ("https://me:hunter22@proxy.corp:3128", "hunter22", "password in an address"),
        ("postgresql://app:s3cr3t!pw@db/app", "s3cr3t!pw", "password in an address"),
        ("curl -u me:hunter22 https://x.de", "hunter22", "password of a curl call"),
        ('curl --user "me:hunter22" https://x.de', "hunter22", "password of a curl call"),
        ("auth_tokens/0123abcd4567efgh89ij", "0123abcd4567efgh89ij", "ephemeral token"),
        (
            "client_secret: GOCSPX-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7",
            "GOCSPX-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7",
            "OAuth client secret",
        ),
        (
            '"refresh_token": "1//0gaB3dE6gH9jK2mN5pQ8sT1vW4yZ7"',
            "1//0gaB3dE6gH9jK2mN5pQ8sT1vW4yZ7",
            "Google refresh token",
        ),
        ("Cookie: SAPISID=aB3dE6gH9jK2mN5p/Q8sT1vW4yZ7", "aB3dE6gH9jK2mN5p/Q8sT1vW4yZ7", "Google session cookie"),
        ("SLACK_BOT_TOKEN=xoxb-123456789012-abcDEF456", "xoxb-123456789012-abcDEF456", "Slack token"),
        ("xapp-1-A0123-456-abcdef", "xapp-1-A0123-456-abcdef", "Slack app token"),
        ("https://hooks.slack.com/services/T0A1/B0C2/aB3dE6gH", "T0A1/B0C2/aB3dE6gH", "Slack webhook"),
        ("sk-proj-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7", "sk-proj-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7", "API key"),
        ("GROQ: gsk_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7", "gsk_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7", "API key"),
        ("OPENAI_API_KEY=" + OPAQUE, OPAQUE, "API key"),
        ("Invalid API key: " + OPAQUE, OPAQUE, "API key"),
        ("Illegal header value b'" + OPAQUE + "\\n'", OPAQUE, "rejected header value"),
        ('GEMINI_API_KEY="' + OPAQUE + '"', OPAQUE, "Gemini API key"),
        ("https://gw.corp/v1?api_key=" + OPAQUE + "&a=1", OPAQUE, "key in an address"),
        ("password = hunter22", "hunter22", "password"),
        ("DB_PASSWORD='correct-horse'", "correct-horse", "password"),
        ("ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9", "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9", "github pat"),
        ("AWS AKIAQ3EGRZ7WN5XKTB2M", "AKIAQ3EGRZ7WN5XKTB2M", "aws access token"),
        ("hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH", "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH", "huggingface access token"),
        (
            "SG.aB3dE6gH9jK2mN5pQ8sT1v.aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2mN5p",
            "aB3dE6gH9jK2mN5pQ8sT1v",
            "sendgrid api token",
        ),
    ],
)
def test_other_secrets_are_hidden(text: str, secret: str, kind: str) -> None:
    assert hidden(text, secret).secrets[0].kind == kind


def test_a_key_under_googles_name_is_googles_when_it_is_as_long() -> None:
    assert mask("GEMINI_API_KEY=" + OPAQUE).secrets[0].google
    assert not mask("GEMINI_API_KEY=" + OPAQUE[:20]).secrets[0].google
    assert not mask("OPENAI_API_KEY=" + OPAQUE).secrets[0].google


@pytest.mark.parametrize(
    "text",
    [
        "",
        "API key not valid. Please pass a valid API key.",
        "API key expired. Please renew the API key.",
        "reason: API_KEY_INVALID, domain: googleapis.com",
        'genai.Client(api_key="YOUR_API_KEY")',
        "genai.Client(api_key='your-gemini-api-key-1')",
        "genai.Client(api_key=os.environ['GEMINI_API_KEY'])",
        "genai.Client(api_key=os.getenv('GEMINI_API_KEY_2'))",
        "apiKey: process.env.GEMINI_API_KEY_1,",
        "apiKey: import.meta.env.VITE_KEY_2",
        "const apiKey = config.get('key1')",
        "api_key: settings.gemini.key2",
        "-H 'x-goog-api-key: $GEMINI_API_KEY'",
        '-H "x-goog-api-key: ${GEMINI_API_KEY_1}"',
        "?key=$API_KEY_1&alt=sse",
        "?key={api_key_1}",
        "?key=%7BAPI_KEY1%7D",
        "?key=[REDACTED]",
        "?key=***",
        "x-goog-api-key: ***************",
        "x-goog-api-key: <your key 1>",
        "AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
        "AIzaSy...",
        "AIzaSyExample",
        'kinds = ["token", "password", "vendor"]',
        "AIza_YOUR_KEY_HERE",
        "AIzaSyD-your-api-key-goes-here-123456789",
        "export GEMINI_API_KEY=",
        "GEMINI_API_KEY is not set",
        "GEMINI_API_KEY=GOOGLE_API_KEY_2",
        "Both GOOGLE_API_KEY and GEMINI_API_KEY are set. Using GOOGLE_API_KEY.",
        "Bearer authentication is required",
        "Authorization: Bearer $(gcloud auth print-access-token)",
        "Expected OAuth 2 access token, login cookie or other valid authentication credential",
        "Illegal header value b'Bearer '",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n-----END CERTIFICATE-----",
        "password: YOUR_PASSWORD",
        "password = os.environ['DB_PASSWORD_1']",
        "https://user:${PASSWORD}@proxy",
        "https://user:settings.password@proxy",
        "password = get_password()",
        "if password is incorrect: raise ValueError",
        "ghp_" + "a" * 36,
        "xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1",
        "Authorization: Bearer ya29.xxxxxxxxxxxxxxxxxxxxxx",
        "https://localhost:3000/a@b",
        "git@github.com:google/genai",
        "commit 4bf92f3577b34da6a3ce929d0e0e47364bf92f35",
        "request id 0f8fad5b-d9cb-469f-a165-70867728950e",
        '"responseId": "nR8haZPyB7Kl1MkPw7q2uAs"',
        '"thoughtSignature": "CiQB0e2Kb3aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"',
        '"data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="',
        '"nextPageToken": "CiAKGjBpNDd2Nmp2Zml2cXRwYjBpOXA"',
        "quotaId: GenerateRequestsPerDayPerProjectPerModel-FreeTier",
        "models/gemini-2.5-flash-preview-native-audio-dialog-09-2025",
        '"totalTokenCount": 75, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 11}]',
        "max_output_tokens=8192, token_count: 1048576",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "projects/123456789012/locations/us-central1/publishers/google/models/gemini-2.5-pro",
        "the keyboard shortcut: ctrl+shift+p2",
        "FAQ.Where12345678can90I",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == Masked(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "AIzaSyABCDEFGHIJKLMNOPQRSTUVWXYZ123456789",
        "AIzaSyFakeFakeFakeFakeFake1234Fake56789a",
        "ya29.test-token-12345678",
    ],
)
def test_a_made_up_key_is_hidden_and_nobody_is_told_to_revoke_it(text: str) -> None:
    (found,) = mask(text).secrets
    assert not found.google


@pytest.mark.parametrize("secret", [OAUTH, "GEMINI_API_KEY=" + OPAQUE])
def test_a_secret_crossed_out_in_part_is_hidden_as_far_as_it_shows(secret: str) -> None:
    assert secret[-20:] not in mask(secret + "xxxxxxxx").text


def test_two_secrets_that_overlap_are_one() -> None:
    text = f"https://me:{KEY}@proxy"
    (found,) = hidden(text, KEY).secrets
    assert found.google


def test_a_secret_that_another_stands_in_is_one_with_it() -> None:
    text = 'api_key="https://u:p4ss@hostname123"'
    (found,) = mask(text).secrets
    assert (found.kind, text[found.span.start : found.span.end]) == ("API key", "https://u:p4ss@hostname123")


def test_a_secret_after_letters_of_any_script_stands_where_it_stood() -> None:
    text = f"ключ 鍵 🔑 {KEY} \ud83d 終"
    (found,) = mask(text).secrets
    assert text[found.span.start : found.span.end] == KEY


def test_a_log_with_a_key_on_every_line_loses_them_all() -> None:
    line = f"2026-11-22T10:00:00Z POST https://x.de/v1beta/models/m:generateContent?key={KEY} 400\n"
    masked = mask(line * 3_000 + "429 RESOURCE_EXHAUSTED")
    assert KEY not in masked.text
    assert len(masked.secrets) == 3_000
    assert masked.text.endswith("429 RESOURCE_EXHAUSTED")


def test_a_long_text_is_searched_around_its_keywords() -> None:
    token = "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9"
    text = "nothing to see here. " * 8_000 + f"{token} and {token}\n" + "or here. " * 2_000 + token
    assert token not in mask(text).text
    assert len(mask(text).secrets) == 3


def test_a_long_text_full_of_keywords_loses_its_tokens_all_the_same() -> None:
    token = "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9"
    words = " ".join(
        ["ghp_", "zendesk", "sentry", "okta", "linear", "discord", "twitter", "yandex", "plaid", "snyk", "etsy"]
    )
    text = (words + " ") * 15_000 + token + " 429 GenerateRequestsPerDayPerProjectPerModel-FreeTier"
    masked = mask(text)
    assert token not in masked.text
    assert masked.text.endswith(" 429 GenerateRequestsPerDayPerProjectPerModel-FreeTier")


def test_a_text_of_nothing_but_secrets_is_struck_out_after_the_first_thousands() -> None:
    keys = [f"AIzaSy{number:033d}".replace("0", "Q") for number in range(3_000)]
    text = " ".join(keys)
    masked = mask(text)
    assert len(masked.text) == len(text)
    assert not any(key in masked.text for key in keys)
    assert mask(masked.text).text == masked.text
    assert len(masked.secrets) == 1_500


def test_one_endless_secret_is_hidden() -> None:
    text = "xoxb-" + "a1" * 300_000
    (found,) = hidden(text, text).secrets
    assert found.shape == "600005 characters"


pieces = st.sampled_from(
    [
        KEY,
        KEY[:20],
        KEY[20:],
        AUTH_KEY,
        OAUTH,
        OPAQUE,
        PEM,
        JWT,
        "AIza",
        "AQ.",
        "xoxb-",
        "REDACTED",
        "xxxxx",
        "api_key=",
        '"x-goog-api-key": "',
        "Bearer ",
        "password: ",
        "https://u:",
        "@h",
        "?key=",
        "&",
        '"',
        "'",
        "\\n",
        "\\",
        "\n",
        " ",
        "│",
        ",",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "Illegal header value b'",
        "curl -u a:",
        "\x00",
        "\ud83d",
        "é",
    ]
)
messy = st.lists(pieces | st.text(max_size=12), max_size=14).map("".join)


@settings(max_examples=400)
@given(messy)
@example("")
def test_no_text_raises_and_masking_again_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert len(masked.text) == len(text)
    assert mask(masked.text).text == masked.text
    spans = [secret.span for secret in masked.secrets]
    assert spans == sorted(spans, key=lambda span: span.start)
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert masked.text[at : span.start] == text[at : span.start]
        at = span.end
    assert masked.text[at:] == text[at:]


@settings(max_examples=300)
@given(messy, st.sampled_from([KEY, OAUTH]), messy)
def test_no_key_survives(before: str, secret: str, after: str) -> None:
    assert secret not in mask(before + secret + after).text


key_letters = st.text(string.ascii_letters + string.digits + "-_", min_size=35, max_size=35)


@settings(max_examples=300)
@given(key_letters, st.sampled_from(list(SURROUNDINGS.values())))
def test_any_key_in_any_surrounding_is_hidden(letters: str, surrounding: str) -> None:
    key = "AIza" + letters
    if not re.search(r"_{4}|your|here|fake|dummy|example|placeholder|replace", letters, re.IGNORECASE):
        assert key not in mask(surrounding.format(key)).text


@pytest.mark.parametrize("before", ["AIzaxxxxx", "AIza", "AIzaSyABCDEFGHxxxxx", "AIzaxxxxx" * 12, "AIzaYOUR_KEY_", "x"])
def test_a_key_behind_something_like_a_key_is_hidden(before: str) -> None:
    assert KEY not in mask(before + KEY).text
