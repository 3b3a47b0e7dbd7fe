"""Hand a session over: exports, clipboard, subshell, prompt."""
