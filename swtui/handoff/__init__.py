"""Hand a session over: exports, clipboard, subshell and prompt."""
