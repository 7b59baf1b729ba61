"""A simulated Gemini API on loopback, as strict as the original as far as it is known. It knows nothing of the bot.

`from bot.playground.gemini.server import Gemini`; README.md beside this says what it holds and where from.
"""
