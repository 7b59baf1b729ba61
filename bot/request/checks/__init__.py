"""What can be wrong with a request, by noun. Each module reads a Call and yields findings."""
