"""One file an entrance: take, ask, answer."""
