"""A Report held against the entries of knowledge/: Report in, Diagnosis out."""
