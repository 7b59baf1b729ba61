"""The pasted call, read into a Request. Pure; nothing that is read is run."""

from bot.request.reader import read_request
from bot.request.request import UNKNOWN, Flaw, Key, Request, Unknown

__all__ = ["UNKNOWN", "Flaw", "Key", "Request", "Unknown", "read_request"]
