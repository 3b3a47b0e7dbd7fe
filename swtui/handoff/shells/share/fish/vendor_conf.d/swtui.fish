# fish reads this before the user's own files, where a start-up file of a swtui subshell went on
# with `exec fish` (XDG_DATA_DIRS leads here then). It gives XDG_DATA_DIRS back, and waits for the
# first prompt: by then the user's own prompt is there.

set -g _swtui_file (status dirname)/../../../subshell.fish
if set -q _SWTUI_DATA_DIRS
    set -gx XDG_DATA_DIRS $_SWTUI_DATA_DIRS
else
    set -eg XDG_DATA_DIRS
end
set -eg _SWTUI_DATA_DIRS
for name in (string split ' ' -- $_SWTUI_NAMES)
    set -qx $name; and set -g _SWTUI_GIVEN_$name $$name
end
function _swtui_first --on-event fish_prompt
    functions -e _swtui_first
    source $_swtui_file
    set -eg _swtui_file
    _swtui_at_prompt
end
