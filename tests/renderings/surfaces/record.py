"""What a surface's script prints: one JSON line a rendering. Runs in the surface's own environment, so: standard library alone."""

import contextlib
import io
import json
import sys
import traceback
import warnings

ASK = json.loads(sys.stdin.read()) if not sys.stdin.isatty() else {}
URLS = ASK.get("urls", {})
ERRORS = ASK.get("errors", [])  # bodies that are errors
ANSWERS = ASK.get("answers", [])  # bodies that are answers without text
MODEL = ASK.get("model", "")
KEY = "not-a-real-key"
PROMPT = "Write a haiku about rivers."


def emit(case, body, text, cause=None, **facts):
    """Prints one rendering; `cause` and `facts` where they are not those of the body."""
    sys.stdout.write(json.dumps({"case": case, "body": body, "text": text, "cause": cause, "facts": facts}) + "\n")
    sys.stdout.flush()


def caught(run):
    """The exception that `run` raises and its traceback, as Python prints it; what was logged stands before."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run()
        except BaseException as error:
            return error, heard.getvalue(), traceback.format_exc()
    return None, heard.getvalue(), ""


def traced(case, body, run, cause=None, **facts):
    """Emits the traceback of what `run` raises; True where it raised."""
    error, _, trace = caught(run)
    if error is not None:
        emit(case, body, trace, cause, **facts)
    return error is not None


def printed(case, body, run, cause=None, **facts):
    """Emits what print(e) shows of what `run` raises."""
    error, _, _ = caught(run)
    if error is not None:
        emit(case, body, f"{error}\n", cause, **facts)
