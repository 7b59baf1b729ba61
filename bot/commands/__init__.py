"""What the commands of the command line do; each module imports its rooms when it runs. Here are their exit codes."""

DIAGNOSED, NOT_DIAGNOSED, BAD_INPUT = 0, 1, 2
