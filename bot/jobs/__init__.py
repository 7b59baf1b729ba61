"""Work that survives a crash; listeners hand over through one function, `accept`."""
