# The function `sw` for bash (3.2 and later): switches AWS roles in this shell.
# The output of swtui is stored in a local variable, and evaluated only if swtui succeeded.
# The user may have functions of the names of builtins: `builtin` passes them by.

# An alias of the user's must not come between: none is looked for while this is read.
_swtui_aliases=$(\builtin shopt -p expand_aliases) || \builtin :
\builtin shopt -u expand_aliases
builtin unalias sw 2>/dev/null || builtin :

function sw {
  builtin local _swtui_code=0 _swtui_traced=
  # A trace would show the secrets. And behind `||` nothing in here trips over `set -e`.
  { case $- in *[vx]*) _swtui_traced=$- && builtin set +vx ;; esac; } 2>/dev/null
  _swtui_do ${1+"$@"} || _swtui_code=$?
  case $_swtui_traced in *v*) builtin set -v ;; esac
  case $_swtui_traced in *x*) builtin set -x ;; esac
  return "$_swtui_code"
}

function _swtui_do {
  builtin local _swtui_word _swtui_request
  for _swtui_word in ${1+"$@"}; do
    case $_swtui_word in
      -h | --help) _swtui_help; return ;;
      --) _swtui_program exec "$@"; return ;;
    esac
  done
  case ${1-} in
    --off) _swtui_off ;;
    .)
      if [[ -z ${SWTUI_ROLE-} ]]; then _swtui_say 'no role is active in this shell'; return 2; fi
      builtin shift
      _swtui_switch export --renew ${1+"$@"} ;;
    -)
      if [[ -z ${_SWTUI_PREVIOUS-} ]]; then _swtui_say 'there is no previous role'; return 2; fi
      builtin shift
      _swtui_request=--request=${_SWTUI_PREVIOUS_REQUEST-}
      case $_SWTUI_PREVIOUS in
        -*) _swtui_switch export --ask "$_swtui_request" ${1+"$@"} -- "$_SWTUI_PREVIOUS" ;;
        *) _swtui_switch export "$_SWTUI_PREVIOUS" --ask "$_swtui_request" ${1+"$@"} ;;
      esac ;;
    *) _swtui_switch pick ${1+"$@"} ;;
  esac
}

function _swtui_switch {
  builtin local _swtui_text _swtui_word _swtui_was="${SWTUI_ROLE-}" _swtui_from="${SWTUI_SOURCE_PROFILE-}"
  builtin local _swtui_how="${SWTUI_REQUEST-}"
  _swtui_changeable @NAMES@ || return
  _swtui_text=$(SWTUI_SHELL=bash; builtin export SWTUI_SHELL; _swtui_program "$@") || return
  case $_swtui_text in
    unset\ * | export\ *) ;;
    *) builtin printf '%s' "$_swtui_text"; return 0 ;;
  esac
  _swtui_endpoint "$_swtui_text" || return
  # Each line begins with one of two words, which may be functions of the user's.
  _swtui_text=$'\n'$_swtui_text
  _swtui_word=$'\n''export ' && _swtui_text=${_swtui_text//$_swtui_word/$'\n'builtin export }
  _swtui_word=$'\n''unset ' && _swtui_text=${_swtui_text//$_swtui_word/$'\n'builtin unset }
  builtin unset -v @NAMES@ # and with them what `declare -i`, `-u` or `-a` would make of a value
  _swtui_eval "$_swtui_text" || return
  if [[ "$_swtui_was $_swtui_from" != "${SWTUI_ROLE-} ${SWTUI_SOURCE_PROFILE-}" ]]; then
    _swtui_leave "$_swtui_was" "$_swtui_how"
  fi
}

# Keeps the role that is left, and how its session was requested, for `sw -`.
function _swtui_leave {
  if [[ -z $1 ]]; then return 0; fi
  _SWTUI_PREVIOUS=$1 _SWTUI_PREVIOUS_REQUEST=$2
  builtin export -n _SWTUI_PREVIOUS _SWTUI_PREVIOUS_REQUEST
}

# With one variable that stays what it is, the shell would be half one role and half another.
function _swtui_changeable {
  builtin local _swtui_fixed
  _swtui_fixed=$(
    for _swtui_fixed; do
      builtin unset -v "$_swtui_fixed" 2>/dev/null || builtin printf ' %s' "$_swtui_fixed"
    done
  ) || builtin :
  if [[ -z $_swtui_fixed ]]; then return 0; fi
  _swtui_say "read-only here, so nothing was changed:$_swtui_fixed; swtui shell NAME starts afresh"
  return 2
}

# Remembers what a switch changes. Of the variables about endpoints that is what it records of the
# user's; the others stay as they are.
function _swtui_endpoint {
  builtin local IFS=' ' _swtui_word _swtui_more=
  _swtui_word=${1#*SWTUI_USER_VALUES=\'}
  for _swtui_word in ${_swtui_word%%\'*}; do
    _swtui_word=${_swtui_word%%=*}
    case " @NAMES@ ${_SWTUI_MORE-} " in *" $_swtui_word "*) continue ;; esac
    case $_swtui_word in *[!A-Z0-9_]*) ;; AWS_?*) _swtui_more+=" $_swtui_word" ;; esac
  done
  if [[ -n $_swtui_more ]]; then _swtui_changeable $_swtui_more || return; fi
  if [[ -z ${_SWTUI_BEFORE-} ]]; then _SWTUI_BEFORE='builtin :' _SWTUI_MORE= && _swtui_remember @NAMES@; fi
  if [[ -n $_swtui_more ]]; then _swtui_remember $_swtui_more; fi
  _SWTUI_MORE+=$_swtui_more
  builtin export -n _SWTUI_BEFORE _SWTUI_MORE
}

function _swtui_remember {
  builtin local _swtui_name _swtui_value _swtui_exported _swtui_arrays=0 _swtui_all=
  _swtui_exported=$'\n'$(builtin compgen -e)$'\n'
  # Before bash 4 there is no way to say it.
  case ${BASH_VERSINFO[0]}:$(builtin declare -p "$@" 2>/dev/null) in
    [4-9]:*'declare -'[aA]*) _swtui_arrays=1 ;;
  esac
  for _swtui_name; do
    if [[ "$_swtui_arrays" = 1 ]] && _swtui_remember_array; then continue; fi
    if [[ -z ${!_swtui_name+set} ]]; then
      _swtui_all+=$'\n'"builtin unset $_swtui_name"
      continue
    fi
    builtin printf -v _swtui_value %q "${!_swtui_name}"
    case $_swtui_exported in
      *$'\n'"$_swtui_name"$'\n'*) _swtui_all+=$'\n'"builtin export $_swtui_name=$_swtui_value" ;;
      *) _swtui_all+=$'\n'"$_swtui_name=$_swtui_value; builtin export -n $_swtui_name" ;;
    esac
  done
  _SWTUI_BEFORE+=$_swtui_all
}

# Takes over an array; fails for anything else.
function _swtui_remember_array {
  _swtui_value=$(builtin declare -p "$_swtui_name" 2>/dev/null) || return
  case $_swtui_value in 'declare -'[aA]*) ;; *) return 1 ;; esac
  # Behind `builtin` no list may stand in brackets.
  _swtui_value=${_swtui_value#declare -}
  _swtui_all+=$'\n'"builtin declare -g${_swtui_value%%=*}"
  case $_swtui_value in *=*) _swtui_all+=$'\n'"$_swtui_name=${_swtui_value#*=}" ;; esac
}

function _swtui_off {
  if [[ -z ${_SWTUI_BEFORE-} ]]; then
    if [[ -z ${SWTUI_ROLE-} ]]; then _swtui_say 'no role is active in this shell'; return 0; fi
    _swtui_say 'this shell did not get its role from sw: leave it with exit'
    return 2
  fi
  builtin local IFS=' '
  _swtui_changeable @NAMES@ $_SWTUI_MORE || return
  builtin local _swtui_left="${SWTUI_ROLE:-${AWS_PROFILE-}}" _swtui_account="${SWTUI_ACCOUNT-}"
  builtin local _swtui_production="${SWTUI_PRODUCTION-}"
  _swtui_leave "${SWTUI_ROLE-}" "${SWTUI_REQUEST-}"
  builtin unset -v @NAMES@ $_SWTUI_MORE
  _swtui_eval "$_SWTUI_BEFORE"
  builtin unset _SWTUI_BEFORE _SWTUI_MORE
  # Only for what this says on stderr; the shell has been restored.
  (
    SWTUI_SHELL=bash SWTUI_ROLE=$_swtui_left SWTUI_ACCOUNT=$_swtui_account
    SWTUI_PRODUCTION=$_swtui_production
    builtin export SWTUI_SHELL SWTUI_ROLE SWTUI_ACCOUNT SWTUI_PRODUCTION
    _swtui_program export --unset >/dev/null
  ) || builtin :
}

# Evaluates a text in which no alias is looked for.
function _swtui_eval {
  builtin local _swtui_aliased= _swtui_code=0
  if builtin shopt -q expand_aliases; then
    _swtui_aliased=x
    builtin shopt -u expand_aliases
  fi
  # What fails behind `builtin eval` or `builtin command` ends a shell with `set -e` in any case.
  if builtin declare -F eval >/dev/null; then
    builtin eval "$1" || _swtui_code=$?
  else
    eval "$1" || _swtui_code=$?
  fi
  if [[ -n $_swtui_aliased ]]; then builtin shopt -s expand_aliases; fi
  return "$_swtui_code"
}

function _swtui_program {
  if builtin declare -F command >/dev/null; then
    builtin command @PROGRAM@ "$@"
  else
    command @PROGRAM@ "$@"
  fi
}

function _swtui_say { builtin printf 'swtui: %s\n' "$1" >&2; }

function _swtui_help {
  builtin printf '%s\n' @HELP@
}

builtin eval "builtin $_swtui_aliases"
builtin unset _swtui_aliases
