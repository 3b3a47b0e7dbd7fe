# Read by a swtui subshell: the role is in the prompt, its end is announced, and a start-up
# file that overrides it is named. The role's name is only ever data.

typeset -g _swtui_plain=${_SWTUI_PLAIN-} _swtui_given_role=${SWTUI_ROLE-}
typeset -g _swtui_mark= _swtui_told= _swtui_on= _swtui_off= _swtui_label=
typeset -ga _swtui_given=()
() {
  local name
  for name in ${=_SWTUI_NAMES-}; do
    if (( ${+parameters[$name]} )); then _swtui_given+=("$name=${(P)name}"); else _swtui_given+=($name); fi
  done
}

function _swtui_precmd {
  # Asked before `emulate` takes the user's options away for the rest of this function.
  local subst='' bang='' percent=''
  if [[ -o prompt_subst ]]; then subst=1; fi
  if [[ -o prompt_bang ]]; then bang=1; fi
  if [[ -o prompt_percent ]]; then percent=1; fi
  emulate -L zsh
  setopt no_xtrace no_err_exit no_err_return
  local left='' words=${SWTUI_PROMPT:-${SWTUI_ROLE-}}
  words=${words//[[:cntrl:]]/?}
  _swtui_time_left
  if (( ${#_swtui_given} )); then _swtui_check_given; fi
  _swtui_tell_end
  if [[ -n $_swtui_plain ]]; then return 0; fi
  _swtui_show
  # Who sets the prompt after us would undo it: next time we come last, this time we look again.
  if [[ ${precmd_functions[-1]} != _swtui_precmd ]]; then
    precmd_functions=(${precmd_functions:#_swtui_precmd} _swtui_precmd)
    autoload -Uz add-zle-hook-widget && add-zle-hook-widget line-init _swtui_line_init
  fi
  return 0
}

# A start-up file may have reset the list of functions called before each prompt.
function _swtui_rejoin {
  case " ${precmd_functions[*]-} " in *' _swtui_precmd '*) return 0 ;; esac
  typeset -ga precmd_functions
  precmd_functions+=(_swtui_precmd)
  _swtui_precmd
}

function _swtui_line_init {
  add-zle-hook-widget -d line-init _swtui_line_init
  case $PROMPT in
    *"$_swtui_mark"*) ;;
    *) _swtui_precmd; zle reset-prompt ;;
  esac
}

# Sets `left` to the seconds until SWTUI_EXPIRES (RFC 3339, UTC); empty: it does not end.
function _swtui_time_left {
  local ends=${SWTUI_EXPIRES-}
  if [[ $ends != <0-9999>-<1-12>-<1-31>T<0-23>:<0-59>:<0-60>+00:00 ]]; then return 0; fi
  zmodload zsh/datetime || return 0
  # Days of the Gregorian calendar, the year beginning in March.
  local -i 10 day=${ends[9,10]} month=$(( (10#${ends[6,7]} + 9) % 12 ))
  local -i 10 year=$(( 10#${ends[1,4]} - month / 10 ))
  day=$(( 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719469 ))
  left=$(( day * 86400 + 10#${ends[12,13]} * 3600 + 10#${ends[15,16]} * 60 + 10#${ends[18,19]} - EPOCHSECONDS ))
}

function _swtui_check_given {
  local entry name now changed=
  for entry in "${_swtui_given[@]}"; do
    name=${entry%%=*} now=${entry%%=*}
    if (( ${+parameters[$name]} )); then now="$name=${(P)name}"; fi
    if [[ "$now" != "$entry" ]]; then changed+=" $name"; fi
  done
  _swtui_given=()
  if [[ -n $changed && ${SWTUI_ROLE-} == "$_swtui_given_role" ]]; then
    _swtui_say "a start-up file of zsh has changed$changed: this shell may not be $words"
  fi
}

function _swtui_tell_end {
  local state= renew='eval "$(swtui export --renew)"'
  if [[ -z $left || -z $words ]]; then return 0; fi
  if (( left <= 0 )); then state='has expired'; elif (( left <= 300 )); then state='is about to end'; fi
  if [[ -z $state || $_swtui_told == "$SWTUI_EXPIRES $state" ]]; then return 0; fi
  _swtui_told="$SWTUI_EXPIRES $state"
  if (( ${+functions[sw]} )); then renew='sw .'; fi
  if (( left > 0 )); then state="ends in $(( left / 60 ))m $(( left % 60 ))s"; fi
  _swtui_say "$words $state; renew it with: $renew"
}

function _swtui_show {
  _swtui_on='' _swtui_off='' _swtui_label=''
  if [[ -n $words ]]; then
    if [[ -n ${SWTUI_PRODUCTION-} ]]; then words="PROD $words"; fi
    if [[ -n ${SWTUI_DEMO-} ]]; then words="DEMO $words"; fi
    if [[ ${SWTUI_LEVEL:-1} != 1 ]]; then words+=" (level $SWTUI_LEVEL)"; fi
    if [[ -n $left ]] && (( left <= 0 )); then words+=' EXPIRED'; fi
    _swtui_label="[$words] "
    # The prompt reads `%` and, by option, `!` as its own.
    if [[ -n $percent ]]; then _swtui_label=${_swtui_label//\%/%%}; fi
    if [[ -n $bang ]]; then _swtui_label=${_swtui_label//\!/!!}; fi
    if [[ -n $percent && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
      _swtui_on=$'%{\e[1;36m%}' _swtui_off=$'%{\e[0m%}'
      if [[ -n ${SWTUI_PRODUCTION-} ]]; then _swtui_on=$'%{\e[1;37;41m%}'; fi
    fi
  fi
  # A prompt that is built each time, or by others around this one, has the role just once.
  if [[ -n $_swtui_mark ]]; then PROMPT=${PROMPT//"$_swtui_mark"/}; fi
  if [[ -n $subst ]]; then
    _swtui_mark='${_swtui_on-}${_swtui_label-}${_swtui_off-}'
  else
    _swtui_mark=$_swtui_on$_swtui_label$_swtui_off
  fi
  PROMPT=$_swtui_mark$PROMPT
}

function _swtui_say { builtin printf 'swtui: %s\n' "$1" >&2; }
