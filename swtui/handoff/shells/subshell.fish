# Read by a swtui subshell after the user's own files (fish -C): the role is in the prompt,
# its end is announced, and a start-up file that overrides it is named.
# The role's name is only ever data.

function _swtui_start
    set -g _swtui_plain $_SWTUI_PLAIN
    set -g _swtui_changed
    for name in (string split ' ' -- $_SWTUI_NAMES)
        set -l given _SWTUI_GIVEN_$name
        if set -q $given
            test "$$given" = "$$name"; or set -a _swtui_changed $name
        else
            set -qx $name; and set -a _swtui_changed $name
        end
        set -eg $given
    end
    # A `exec zsh` in a start-up file found our text through these.
    if string match -q -- '*/handoff/shells/zsh' "$ZDOTDIR"
        set -eg ZDOTDIR
        set -q _SWTUI_ZDOTDIR; and set -gx ZDOTDIR $_SWTUI_ZDOTDIR
    end
    set -eg _SWTUI_ZDOTDIR
    set -eg _SWTUI_NAMES
    set -eg _SWTUI_PLAIN
    status is-interactive; or return 0
    functions -q fish_prompt; or function fish_prompt
        echo '> '
    end
    if test -z "$_swtui_plain"; and not functions -q _swtui_own_prompt
        functions -c fish_prompt _swtui_own_prompt
        function fish_prompt
            # First of all, so that it still sees the last command's status.
            set -l own (_swtui_own_prompt)
            _swtui_show
            string join \n -- $own
        end
    end
    return 0
end

function _swtui_words
    set -l name $SWTUI_PROMPT
    test -n "$name"; or set name $SWTUI_ROLE
    string replace -ra '\p{C}' '?' -- "$name"
end

# Prints the seconds until SWTUI_EXPIRES (RFC 3339, UTC); nothing: it does not end.
function _swtui_time_left
    set -l t (string match -r '^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\+00:00$' -- "$SWTUI_EXPIRES")
    or return 0
    # Days of the Gregorian calendar, the year beginning in March.
    set -l m (math "($t[3] + 9) % 12")
    set -l y (math "$t[2] - floor($m / 10)")
    set -l d (math "365 * $y + floor($y / 4) - floor($y / 100) + floor($y / 400) + floor((153 * $m + 2) / 5) + $t[4] - 719469")
    math "$d * 86400 + $t[5] * 3600 + $t[6] * 60 + $t[7] - "(date +%s)
end

function _swtui_at_prompt --on-event fish_prompt
    set -l words (_swtui_words)
    if test (count $_swtui_changed) -gt 0
        _swtui_say "a start-up file of fish has changed $_swtui_changed: this shell may not be $words"
        set -g _swtui_changed
    end
    set -g _swtui_left (_swtui_time_left)
    test -n "$_swtui_left"; and test -n "$words"; or return 0
    set -l state
    if test $_swtui_left -le 0
        set state 'has expired'
    else if test $_swtui_left -le 300
        set state 'is about to end'
    end
    if test -z "$state"; or test "$_swtui_told" = "$SWTUI_EXPIRES $state"
        return 0
    end
    set -g _swtui_told "$SWTUI_EXPIRES $state"
    set -l renew 'swtui export --renew | source'
    functions -q sw; and set renew 'sw .'
    test $_swtui_left -gt 0
    and set state "ends in "(math "floor($_swtui_left / 60)")"m "(math "$_swtui_left % 60")"s"
    _swtui_say "$words $state; renew it with: $renew"
end

function _swtui_show
    set -l words (_swtui_words)
    test -n "$words"; or return 0
    test -n "$SWTUI_PRODUCTION"; and set words "PROD $words"
    test -n "$SWTUI_DEMO"; and set words "DEMO $words"
    test "$SWTUI_LEVEL" -gt 1 2>/dev/null; and set words "$words (level $SWTUI_LEVEL)"
    test "$_swtui_left" -le 0 2>/dev/null; and set words "$words EXPIRED"
    if test -z "$NO_COLOR"; and test "$TERM" != dumb
        set -l on (set_color --bold cyan)
        test -n "$SWTUI_PRODUCTION"; and set on (set_color --bold white --background red)
        printf '%s[%s]%s ' $on $words (set_color normal)
    else
        printf '[%s] ' $words
    end
end

function _swtui_say
    builtin printf 'swtui: %s\n' "$argv[1]" >&2
end

_swtui_start
functions -e _swtui_start
