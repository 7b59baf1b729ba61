"""curl: the body as it came, with the status line where the person asked for it."""

import subprocess

from record import ANSWERS, ERRORS, MODEL, URLS, emit


def curl(body, method, *options):
    url = f"{URLS[body]}/v1beta/models/{MODEL}:{method}"
    command = ["curl", "-s", *options, "-H", "Content-Type: application/json", "-d", "{}", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\r\n", "\n")


for name in ERRORS:
    emit("curl", name, curl(name, "generateContent"))
for name in ("quota-minute", "key-invalid", "html-502"):
    emit("curl-i", name, curl(name, "generateContent", "-i"))
for name in ANSWERS:
    emit("curl", name, curl(name, "generateContent"))
emit("curl-sse", "mid-stream", curl("mid-stream", "streamGenerateContent?alt=sse"))
