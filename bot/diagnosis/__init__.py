"""A Report held against the entries of knowledge/: Report in, Diagnosis out."""

from bot.diagnosis.diagnose import Diagnosis, Evidence, Question, diagnose
from bot.diagnosis.entries import BrokenKnowledge, Complaint, Entry
from bot.diagnosis.examples import check_examples
from bot.diagnosis.knowledge import Knowledge, load

__all__ = [
    "BrokenKnowledge", "Complaint", "Diagnosis", "Entry", "Evidence", "Knowledge", "Question", "check_examples", "diagnose", "load",
]  # fmt: skip
