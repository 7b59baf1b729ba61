"""The sentences about what can't be read, each with what to do instead."""

from __future__ import annotations

MEGABYTE = 1_000_000
MOST_BYTES = 10 * MEGABYTE

EMPTY = "There is nothing to read: the paste is empty. Paste the whole error, with the traceback above it and the call below it."
PASTE_NOW = "Paste the error, then press Ctrl-D on a line of its own."
NOT_JSON = 'This line is not a JSON object. Send one a line: {"id": "1", "text": "the pasted error", "mode": "asked"}.'
NO_TEXT = 'This line has no "text": put the pasted error there as a string.'
WRONG_MODE = '"mode" is "asked" (somebody put the text to the bot) or "heard" (it was said in a channel); leave it out for "asked".'
NO_CHANGE = (
    "No change of a request can be shown as an edit of this text. "
    "Paste the call beside the error, or see what helps: gemini-debug diagnose FILE"
)
SEVERAL_AS_JSON = "--json writes one object for one paste. Use --jsonl for several files: it writes one object a line."


def too_large(name: str) -> str:
    """Says that `name` is over the size that we read."""
    return (
        f"{name} has more than the {MOST_BYTES // MEGABYTE} MB that we read. "
        "Cut out the error with some lines around it; the first error is worth more than the last."
    )


def binary(name: str) -> str:
    """Says that `name` holds no text."""
    return f"{name} is not text. Save the error as a text file, or paste it."


def missing(name: str) -> str:
    """Says that there is no such file."""
    return f"There is no file {name}. Check the name, or pipe the error in: command 2>&1 | gemini-debug diagnose"


def unreadable(name: str, why: str) -> str:
    """Says that the system refuses to open `name`, in the system's words."""
    return f"{name} can't be opened: {why}. Choose a file that you may read, or paste the error."


def folder(name: str) -> str:
    """Says that `name` is a folder."""
    return f"{name} is a folder. Name the files in it that hold an error."


def bad_models(why: object) -> str:
    """Says that the file of models that a setting names can't be used."""
    return (
        f"The models of GEMINI_DEBUG_MODELS_FILE can't be used. {why}. "
        "Mend the file, or unset the setting; `gemini-debug knowledge models --json` shows rows as they should be."
    )
