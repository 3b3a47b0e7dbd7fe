# The function `sw` for fish (3.1 and later): switches AWS roles in this shell.
# The output of swtui is stored in a local variable, and evaluated only if swtui succeeded.
# The user may have functions of the names of builtins: `builtin` passes them by.

function sw --description 'Switch AWS roles in this shell'
    # A trace would show the secrets. Exported, so that the functions called from here see it.
    set -q fish_trace; and set -lx fish_trace ''
    for word in $argv
        if test "$word" = --
            command @PROGRAM@ exec $argv
            return
        else if builtin contains -- $word -h --help
            _swtui_help
            return
        end
    end
    set -l behind
    test (builtin count $argv) -gt 1; and set behind $argv[2..-1]
    switch "$argv[1]"
        case --off
            _swtui_off
        case .
            if test -z "$SWTUI_ROLE"
                _swtui_say 'no role is active in this shell'
                return 2
            end
            _swtui_switch export --renew $behind
        case -
            if test -z "$_SWTUI_PREVIOUS"
                _swtui_say 'there is no previous role'
                return 2
            end
            set -l -- request --ask "--request=$_SWTUI_PREVIOUS_REQUEST"
            if string match -q -- '-*' $_SWTUI_PREVIOUS
                _swtui_switch export $request $behind -- $_SWTUI_PREVIOUS
            else
                _swtui_switch export $_SWTUI_PREVIOUS $request $behind
            end
        case '*'
            _swtui_switch pick $argv
    end
end

function _swtui_switch
    set -l was "$SWTUI_ROLE"
    set -l from "$SWTUI_SOURCE_PROFILE"
    set -l how "$SWTUI_REQUEST"
    set -lx SWTUI_SHELL fish
    set -l text (command @PROGRAM@ $argv)
    set -l code $status
    test $code -eq 0; or return $code
    if not string match -qr '^(for|set) ' -- "$text[1]"
        test (builtin count $text) -eq 0; or builtin printf '%s\n' $text
        return 0
    end
    _swtui_endpoint $text
    string join \n -- $text | builtin source
    test "$was $from" = "$SWTUI_ROLE $SWTUI_SOURCE_PROFILE"; or _swtui_leave "$was" "$how"
    return 0
end

# Keeps the role that is left, and how its session was requested, for `sw -`.
function _swtui_leave
    test -n "$argv[1]"; or return 0
    set -gu _SWTUI_PREVIOUS $argv[1]
    set -gu _SWTUI_PREVIOUS_REQUEST $argv[2]
end

# Remembers what a switch changes. Of the variables about endpoints that is what it records of the
# user's; the others stay as they are.
function _swtui_endpoint
    if not set -q _SWTUI_BEFORE
        set -gu _SWTUI_BEFORE
        set -gu _SWTUI_MORE
        _swtui_remember @NAMES@
    end
    set -l record (string replace -rf "^set -gx SWTUI_USER_VALUES '([^']*)'.*" '$1' -- $argv)
    for word in (string split ' ' -- $record)
        set -l name (string replace -r '=.*' '' -- $word)
        if string match -qr '^AWS_[A-Z0-9_]+$' -- $name; and not builtin contains -- $name @NAMES@ $_SWTUI_MORE
            _swtui_remember $name
            set -a _SWTUI_MORE $name
        end
    end
end

function _swtui_remember
    set -l all
    for name in $argv
        # A universal variable is only hidden meanwhile: removing what hides it brings it back.
        if not set -qg $name
            set all $all "set -eg $name"
            continue
        end
        set -l values (string escape -- $$name)
        set -l how -gu
        set -qgx $name; and set how -gx
        set all $all "set $how $name $values"
    end
    set -a _SWTUI_BEFORE $all
end

function _swtui_off
    if not set -q _SWTUI_BEFORE
        if test -z "$SWTUI_ROLE"
            _swtui_say 'no role is active in this shell'
            return 0
        end
        _swtui_say 'this shell did not get its role from sw: leave it with exit'
        return 2
    end
    set -l left "$SWTUI_ROLE"
    test -n "$left"; or set left "$AWS_PROFILE"
    set -l account "$SWTUI_ACCOUNT"
    set -l production "$SWTUI_PRODUCTION"
    _swtui_leave "$SWTUI_ROLE" "$SWTUI_REQUEST"
    string join \n -- $_SWTUI_BEFORE | builtin source
    set -eg _SWTUI_BEFORE
    set -eg _SWTUI_MORE
    # Only for what this says on stderr; the shell has been restored.
    begin
        set -lx SWTUI_SHELL fish
        set -lx SWTUI_ROLE $left
        set -lx SWTUI_ACCOUNT $account
        set -lx SWTUI_PRODUCTION $production
        command @PROGRAM@ export --unset >/dev/null
    end
    return 0
end

function _swtui_say
    builtin printf 'swtui: %s\n' $argv[1] >&2
end

function _swtui_help
    builtin printf '%s\n' @HELP@
end
