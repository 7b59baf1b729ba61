"""What a person pasted, read into a Report. Pure: imports nothing of ours."""

from bot.paste.reader import read
from bot.paste.report import Error, Report
from bot.paste.secrets import Secret, mask
from bot.paste.span import Span

__all__ = ["Error", "Report", "Secret", "Span", "mask", "read"]
