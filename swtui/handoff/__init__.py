"""Let me use it: exports, clipboard, subshell, prompt."""
