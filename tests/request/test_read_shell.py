"""curl in bash, cmd.exe and PowerShell, PowerShell's own commands, raw HTTP."""

from __future__ import annotations

import pytest

from bot.paste import read
from bot.request import UNKNOWN, Request, read_request

HOST = "https://generativelanguage.googleapis.com"
URL = f"{HOST}/v1beta/models/gemini-3.5-flash:generateContent"
BODY = '{"contents":[{"parts":[{"text":"hi"}]}]}'
CONTENTS = {"contents": [{"parts": [{"text": "hi"}]}]}


def found(text: str) -> Request:
    """The request of a paste that holds one."""
    request = read_request(read(text))
    assert request is not None
    return request


def kinds(request: Request) -> list[str]:
    return [flaw.kind for flaw in request.flaws]


@pytest.mark.parametrize(
    "options",
    [
        f"-X POST -d '{BODY}'",
        f"-XPOST --data-raw '{BODY}'",
        f"--request POST --data='{BODY}'",
        f"-sSd '{BODY}'",
        f"--data-binary $'{BODY}'",
        f"-d@- <<< '{BODY}'",
        f"–-data '{BODY}'",
        f"—data “{BODY}”",
        f"-o out.json --retry 3 -d '{BODY}' > log.txt",
        f"-d '{BODY}' 2>&1 | jq .",
        f"-d '{BODY}' && echo done",
    ],
)
def test_a_body_is_read_however_it_is_passed(options: str) -> None:
    request = found(f'curl "{URL}" -H "x-goog-api-key: $K" {options}')
    assert request.body == CONTENTS
    assert request.http_method == "POST"


def test_ansi_quotes_know_escapes() -> None:
    text = r"""curl "URL" -d $'{"contents":[{"parts":[{"text":"it\'s \u00e9 \x41"}]}]}'""".replace("URL", URL)
    assert found(text).body == {"contents": [{"parts": [{"text": "it's é A"}]}]}


def test_json_sets_the_header_too() -> None:
    request = found(f"curl --json '{BODY}' {URL}")
    assert request.headers["content-type"] == "application/json"
    assert request.key is not None and request.key.where == "missing"


def test_a_heredoc_is_the_standard_input() -> None:
    text = f'curl {URL} -d @- <<EOF\n{{"contents":[{{"parts":[{{"text":"$WHO and \\$5 `date`"}}]}}]}}\nEOF\nWHO=you'
    assert found(text).body == {"contents": [{"parts": [{"text": UNKNOWN}]}]}
    quoted = f"curl {URL} -d @- <<'EOF' | jq .\n{BODY}\nEOF\n429"
    assert found(quoted).body == CONTENTS
    piped = f"curl {URL} \\\n --data-binary @/dev/stdin <<-END\n  {BODY}\n  END"
    assert found(piped).body == CONTENTS


def test_a_heredoc_without_an_end_is_cut() -> None:
    assert found(f"curl {URL} -d @- <<EOF\n{BODY}").body == CONTENTS
    assert found(f"curl {URL} -d @- <<EOF").body == UNKNOWN


def test_a_file_is_missing_unless_the_paste_writes_it() -> None:
    assert found(f"curl {URL} -d @body.json").missing == ("body.json",)
    assert found(f"echo '{BODY}' > body.json\ncurl {URL} -d @body.json").body == CONTENTS
    assert found(f"ls > body.json\ncurl {URL} -d @body.json").missing == ("body.json",)


def test_variables_of_the_paste_are_filled_in_and_others_are_not_known() -> None:
    text = f'M=gemini-3.6-flash\nexport TEXT="two words"\ncurl "{HOST}/v1/models/$M:generateContent?key=${{KEY}}" -d "{{\\"contents\\":[{{\\"parts\\":[{{\\"text\\":\\"$TEXT\\"}}]}}]}}"'
    request = found(text)
    assert request.model == "gemini-3.6-flash" and request.api_version == "v1"
    assert request.body == {"contents": [{"parts": [{"text": "two words"}]}]}
    assert request.key is not None and request.key.where == "query" and not request.key.literal
    assert text[request.spans["model"].start : request.spans["model"].end] == "gemini-3.6-flash"


def test_a_variable_in_single_quotes_is_put_in_by_leaving_them() -> None:
    request = found('curl URL -d \'{"contents":[{"parts":[{"text":"\'"$Q"\'"}]}]}\''.replace("URL", URL))
    assert request.body == {"contents": [{"parts": [{"text": UNKNOWN}]}]}


def test_an_apostrophe_that_ends_the_string_early_is_a_flaw() -> None:
    request = found(f"""curl {URL} -d '{{"contents":[{{"parts":[{{"text":"It's raining"}}]}}]}}' """)
    assert "shell quotes" in kinds(request)
    assert request.body == {"contents": [{"parts": [{"text": "It's raining"}]}]}


def test_the_lines_of_a_call_may_have_lost_their_continuation() -> None:
    assert found(f"curl {URL}\n  -H 'x-goog-api-key: k'\n  -d '{BODY}'\n").body == CONTENTS


def test_a_get_with_data_stays_a_get() -> None:
    request = found(f"curl -G {URL} --data-urlencode 'contents=[]' -m 2.5")
    assert request.http_method == "GET" and request.body == UNKNOWN
    assert request.timeout == 2.5 and request.timeout_unit == "s"
    assert found(f"curl --get {HOST}/v1beta/models").method == "models.list"
    assert found(f"curl {HOST}/v1beta/models/gemini-3.5-flash").method == "models.get"


def test_a_body_that_is_no_json_is_a_flaw() -> None:
    assert kinds(found(f"curl {URL} -d 'prompt=hi'")) == ["not JSON"]
    assert "extra bracket" in kinds(found(f"curl {URL} -d '{BODY}}}'"))
    assert found(f'curl {URL} -d "$BODY"').body == UNKNOWN


def test_cmd_has_carets_and_no_single_quotes() -> None:
    request = found(
        f'C:\\work> curl -X POST "{URL}?key=%KEY%" ^\n -d "{{""contents"":[{{""parts"":[{{""text"":""hi""}}]}}]}}"'
    )
    assert request.dialect == "cmd" and request.body == CONTENTS
    torn = found(f"C:\\Users\\me> curl {URL} -d '{BODY}'")
    assert "cmd quotes" in kinds(torn) and torn.body == UNKNOWN


def test_powershell_breaks_lines_with_backticks() -> None:
    request = found(f"PS C:\\> curl.exe {URL} `\n  -H \"x-goog-api-key: $env:KEY\" `\n  -d '{BODY}'")
    assert request.dialect == "powershell" and request.body == CONTENTS


def test_a_key_in_the_call_is_named_by_its_kind() -> None:
    key = "AIza" + "SyD9x8c7v6b5n4m3a2s1d0f9g8h7j6k5l4q"
    request = found(f'curl "{URL}" -H "x-goog-api-key: {key}" -d \'{BODY}\'')
    assert request.key is not None
    assert (request.key.kind, request.key.where, request.key.literal) == ("AI Studio key", "header", True)
    bearer = found(f'curl "{URL}" -H "Authorization: Bearer YOUR_KEY" -d \'{BODY}\'')
    assert bearer.key is not None and (bearer.key.kind, bearer.key.where) == ("placeholder", "bearer")


def test_other_calls_of_curl_are_not_ours() -> None:
    for text in (
        "curl: (6) Could not resolve host: generativelanguage.googleapis.com",
        "I used curl and got contents back",
        'curl https://api.example.com/v1/chat -d \'{"contents": "x"}\'',
        'curl "$URL" -d \'{"a": 1}\'',
        "curl -H",
    ):
        request = read_request(read(text))
        assert request is None or request.dialect != "curl"


def test_an_address_that_is_not_known_is_ours_with_contents() -> None:
    assert found(f"curl \"$URL\" -d '{BODY}'").body == CONTENTS


def test_vertex_is_named_by_its_host() -> None:
    request = found(
        "curl https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-3.5-flash:countTokens -d '{}'"
    )
    assert (request.product, request.method) == ("vertex", "countTokens")


def test_interactions_are_named_and_left_as_written() -> None:
    request = found(
        f"""curl {HOST}/v1beta/interactions -d '{{"model":"gemini-3.5-flash","input":"hi","generation_config":{{"top_p":1}}}}'"""
    )
    assert (request.product, request.method, request.model) == (
        "interactions",
        "interactions.create",
        "gemini-3.5-flash",
    )
    assert request.body is not None and "generation_config" in request.body


def test_invoke_restmethod_takes_its_body_from_a_table() -> None:
    text = (
        "$h = @{ 'x-goog-api-key' = $env:KEY }\n"
        "$b = @{ contents = @(@{ parts = @(@{ text = 'it''s' }) }) } | ConvertTo-Json\n"
        f'Invoke-RestMethod "{URL}" -Method POST -Headers $h -Body $b -TimeoutSec 20 -UseBasicParsing'
    )
    request = found(text)
    assert request.body == {"contents": [{"parts": [{"text": "it's"}]}]}
    assert kinds(request) == ["shallow JSON"]
    assert request.timeout == 20 and request.key is not None and request.key.where == "header"


def test_invoke_restmethod_without_json_sends_no_json() -> None:
    request = found(f"iwr -Uri {URL} -Method Post -Body @{{ contents = 'x' }}")
    assert kinds(request) == ["not stringified"] and request.body == UNKNOWN
    assert found(f"irm -Uri '{URL}' -Method Post -InFile body.json").missing == ("body.json",)
    assert found(f"irm -Uri '{URL}' -Method Post -Body $nothing -Headers $none").body == UNKNOWN
    assert found(f"irm -Uri '{HOST}/v1beta/models?key=$k'").method == "models.list"
    assert read_request(read("Invoke-RestMethod @splat\nInvoke-RestMethod -Uri https://example.com")) is None


ESCAPED = r"'{\"contents\":[{\"parts\":[{\"text\":\"say \\\"hi\\\" to C:\\\\\"}]}]}'"


@pytest.mark.parametrize(
    "text",
    [
        f"curl.exe -X POST {URL} -d {ESCAPED}",
        f'curl {URL} -H "x-goog-api-key: $env:KEY" -d {ESCAPED}',
        f"In my PowerShell 5.1 this gives 429:\ncurl {URL} -d {ESCAPED}",
        f"$body = {ESCAPED}\ncurl.exe {URL} -d $body",
    ],
)
def test_a_program_gets_escaped_quotes_from_powershell_without_their_backslashes(text: str) -> None:
    request = found(text)
    assert request.body == {"contents": [{"parts": [{"text": 'say "hi" to C:\\'}]}]}
    assert request.flaws == ()
    assert request.spans["contents[0].parts[0].text"].start == text.index("say") - 2


def test_bash_leaves_backslashes_in_single_quotes() -> None:
    assert found(f"curl {URL} -d {ESCAPED}").flaws
    assert found(f"curl.exe {URL} \\\n -d {ESCAPED}").flaws


def test_what_is_left_out_of_a_list_is_not_known() -> None:
    turn = '{"role":"user","parts":[{"text":"hi"}]}'
    for written, want in (
        ("[...]", UNKNOWN),
        (f"[{turn}, ...]", [{"role": "user", "parts": [{"text": "hi"}]}]),
        (f"[..., {turn}]", [UNKNOWN, {"role": "user", "parts": [{"text": "hi"}]}]),
    ):
        assert found(f"""curl {URL} -d '{{"contents": {written}}}'""").body == {"contents": want}


def test_powershell_values_may_stand_on_the_next_line() -> None:
    text = f'Invoke-RestMethod -Uri "{URL}"\n  -Method Post\n  -Body @"\n{BODY}\n"@\n'
    assert found(text).body == CONTENTS
    single = f"$b = @'\n{BODY}\n'@\nInvoke-RestMethod -Uri \"{URL}\" -Method Post -Body $b"
    assert found(single).body == CONTENTS


def test_raw_http_takes_the_host_from_its_header() -> None:
    text = f"> POST /v1/models/gemini-3.5-flash:generateContent?key=<KEY> HTTP/2\n> Host: generativelanguage.googleapis.com\n> \n{BODY}"
    request = found(text)
    assert (request.dialect, request.host, request.api_version) == ("http", "generativelanguage.googleapis.com", "v1")
    assert request.body == CONTENTS
    listed = found(f"GET {HOST}/v1beta/models HTTP/1.1\nx-goog-api-key: {{{{key}}}}\n")
    assert listed.method == "models.list" and listed.body is None
    assert read_request(read("POST /v1/messages HTTP/1.1\nHost: api.anthropic.com\n\n{}")) is None
    assert read_request(read("GET / HTTP/1.1\n\n")) is None


def test_the_end_of_a_markdown_fence_makes_no_powershell():
    call = "curl -s https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent -d '{}'"
    request = read_request(read(f"```bash\n{call}\n```\nfails"))
    assert request is not None and request.dialect == "curl"
    request = read_request(read(f"curl -s `\n{call.removeprefix('curl -s ')}\n"))
    assert request is not None and request.dialect == "powershell"
