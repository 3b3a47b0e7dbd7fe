# The function `sw` for zsh: switches AWS roles in this shell.
# The output of swtui is stored in a local variable, and evaluated only if swtui succeeded.
# The user may have functions of the names of builtins: `builtin` passes them by.

builtin unalias sw 2>/dev/null || builtin :

function sw {
  builtin emulate -L zsh
  # A trace would show the secrets, and a cancelled pick must not end the function half way.
  builtin setopt no_xtrace no_err_exit no_err_return no_aliases
  local _swtui_word _swtui_request
  for _swtui_word in "$@"; do
    case $_swtui_word in
      -h | --help) _swtui_help; return ;;
      --) builtin command @PROGRAM@ exec "$@"; return ;;
    esac
  done
  case ${1-} in
    --off) _swtui_off ;;
    .)
      if [[ -z ${SWTUI_ROLE-} ]]; then _swtui_say 'no role is active in this shell'; return 2; fi
      _swtui_switch export --renew "${@:2}" ;;
    -)
      if [[ -z ${_SWTUI_PREVIOUS-} ]]; then _swtui_say 'there is no previous role'; return 2; fi
      _swtui_request=--request=${_SWTUI_PREVIOUS_REQUEST-}
      case $_SWTUI_PREVIOUS in
        -*) _swtui_switch export --ask "$_swtui_request" "${@:2}" -- "$_SWTUI_PREVIOUS" ;;
        *) _swtui_switch export "$_SWTUI_PREVIOUS" --ask "$_swtui_request" "${@:2}" ;;
      esac ;;
    *) _swtui_switch pick "$@" ;;
  esac
}

function _swtui_switch {
  local _swtui_text _swtui_was=${SWTUI_ROLE-} _swtui_from=${SWTUI_SOURCE_PROFILE-}
  local _swtui_how=${SWTUI_REQUEST-}
  _swtui_changeable @NAMES@ || return
  _swtui_text=$(SWTUI_SHELL=zsh builtin command @PROGRAM@ "$@") || return
  case $_swtui_text in
    unset\ * | export\ *) ;;
    *) builtin printf '%s' "$_swtui_text"; return 0 ;;
  esac
  _swtui_endpoint "$_swtui_text" || return
  builtin unset @NAMES@ # and with them what `typeset -i`, `-u` or `-a` would make of a value
  # `export` is a word of zsh's own; `unset` may be a function of the user's.
  local _swtui_line=$'\n'
  _swtui_text=$_swtui_line$_swtui_text
  builtin eval "${_swtui_text//${_swtui_line}unset /${_swtui_line}builtin unset }" || return
  if [[ "$_swtui_was $_swtui_from" != "${SWTUI_ROLE-} ${SWTUI_SOURCE_PROFILE-}" ]]; then
    _swtui_leave "$_swtui_was" "$_swtui_how"
  fi
}

# Keeps the role that is left, and how its session was requested, for `sw -`.
function _swtui_leave {
  if [[ -n $1 ]]; then typeset -g +x _SWTUI_PREVIOUS=$1 _SWTUI_PREVIOUS_REQUEST=$2; fi
}

# With one variable that stays what it is, the shell would be half one role and half another.
function _swtui_changeable {
  local _swtui_name _swtui_fixed=
  for _swtui_name; do
    if [[ ${parameters[$_swtui_name]-} == *readonly* ]]; then _swtui_fixed+=" $_swtui_name"; fi
  done
  if [[ -z $_swtui_fixed ]]; then return 0; fi
  _swtui_say "read-only here, so nothing was changed:$_swtui_fixed; swtui shell NAME starts afresh"
  return 2
}

# Remembers what a switch changes. Of the variables about endpoints that is what it records of the
# user's; the others stay as they are.
function _swtui_endpoint {
  local _swtui_word
  local -a _swtui_more
  _swtui_word=${1#*SWTUI_USER_VALUES=\'}
  for _swtui_word in ${(s: :)${_swtui_word%%\'*}}; do
    _swtui_word=${_swtui_word%%=*}
    case " @NAMES@ ${_SWTUI_MORE-} " in *" $_swtui_word "*) continue ;; esac
    case $_swtui_word in *[^A-Z0-9_]*) ;; AWS_?*) _swtui_more+=("$_swtui_word") ;; esac
  done
  _swtui_changeable $_swtui_more || return
  if [[ -z ${_SWTUI_BEFORE-} ]]; then
    typeset -g +x _SWTUI_BEFORE='builtin :' _SWTUI_MORE=
    _swtui_remember @NAMES@
  fi
  _swtui_remember $_swtui_more
  _SWTUI_MORE+=" ${(j: :)_swtui_more}"
}

function _swtui_remember {
  local _swtui_name _swtui_all=
  for _swtui_name; do
    case ${parameters[$_swtui_name]-} in
      '') _swtui_all+=$'\n'"builtin unset $_swtui_name" ;;
      array*) _swtui_all+=$'\n'"typeset -ga $_swtui_name=( ${(j: :)${(@qq)${(@P)_swtui_name}}} )" ;;
      association*)
        _swtui_all+=$'\n'"typeset -gA $_swtui_name=( ${(j: :)${(@qq)${(@kvP)_swtui_name}}} )" ;;
      *-export*) _swtui_all+=$'\n'"export $_swtui_name=${(qqP)_swtui_name}" ;;
      *) _swtui_all+=$'\n'"typeset -g +x $_swtui_name=${(qqP)_swtui_name}" ;;
    esac
  done
  _SWTUI_BEFORE+=$_swtui_all
}

function _swtui_off {
  if [[ -z ${_SWTUI_BEFORE-} ]]; then
    if [[ -z ${SWTUI_ROLE-} ]]; then _swtui_say 'no role is active in this shell'; return 0; fi
    _swtui_say 'this shell did not get its role from sw: leave it with exit'
    return 2
  fi
  _swtui_changeable @NAMES@ ${(s: :)_SWTUI_MORE} || return
  local _swtui_left=${SWTUI_ROLE:-${AWS_PROFILE-}} _swtui_account=${SWTUI_ACCOUNT-}
  local _swtui_production=${SWTUI_PRODUCTION-}
  _swtui_leave "${SWTUI_ROLE-}" "${SWTUI_REQUEST-}"
  builtin unset @NAMES@ ${(s: :)_SWTUI_MORE}
  builtin eval "$_SWTUI_BEFORE"
  builtin unset _SWTUI_BEFORE _SWTUI_MORE
  # Only for what this says on stderr; the shell has been restored.
  SWTUI_SHELL=zsh SWTUI_ROLE=$_swtui_left SWTUI_ACCOUNT=$_swtui_account \
    SWTUI_PRODUCTION=$_swtui_production builtin command @PROGRAM@ export --unset >|/dev/null || builtin :
}

function _swtui_say { builtin printf 'swtui: %s\n' "$1" >&2; }

function _swtui_help {
  builtin printf '%s\n' @HELP@
}
