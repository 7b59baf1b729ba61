"""`python -m bot` is `gemini-debug`."""

from bot.cli import main

raise SystemExit(main())
