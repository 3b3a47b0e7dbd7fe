# bash reads this in place of ~/.bashrc (--rcfile), and ~/.bashrc from here: then the role is
# in the prompt, its end is announced, and a start-up file that overrides it is named.
# The role's name is only ever data: it is expanded by the prompt, never evaluated.

_swtui_plain=${_SWTUI_PLAIN-}
_swtui_given=()
for _swtui_name in ${_SWTUI_NAMES-}; do
  if [ -n "${!_swtui_name+set}" ]; then
    _swtui_given+=("$_swtui_name=${!_swtui_name}")
  else
    _swtui_given+=("$_swtui_name")
  fi
done
_swtui_given_role=${SWTUI_ROLE-}
_swtui_mark= _swtui_told=
unset _swtui_name

# Behind `||` nothing in here trips over the user's `set -e`.
function _swtui_prompt { _swtui_at_prompt || :; }

function _swtui_at_prompt {
  local _swtui_left='' _swtui_words=''
  _swtui_time_left
  _swtui_name_it
  if [ -n "${_swtui_given+set}" ]; then _swtui_check_given; fi
  _swtui_tell_end
  if [ -z "$_swtui_plain" ]; then _swtui_show; fi
}

# Sets _swtui_left to the seconds until SWTUI_EXPIRES (RFC 3339, UTC); empty: it does not end.
function _swtui_time_left {
  local ends=${SWTUI_EXPIRES-} year month day now=${EPOCHSECONDS-}
  case $ends in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]+00:00) ;;
    *) return 0 ;;
  esac
  if [ -z "$now" ]; then now=$(date +%s); fi
  # Days of the Gregorian calendar, the year beginning in March.
  day=$((10#${ends:8:2})) month=$(((10#${ends:5:2} + 9) % 12))
  year=$((10#${ends:0:4} - month / 10))
  day=$((365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719469))
  _swtui_left=$((day * 86400 + 10#${ends:11:2} * 3600 + 10#${ends:14:2} * 60 + 10#${ends:17:2} - now))
}

function _swtui_name_it {
  local name=${SWTUI_PROMPT:-${SWTUI_ROLE-}}
  _swtui_words=${name//[[:cntrl:]]/?}
}

function _swtui_check_given {
  local entry name now changed=
  for entry in "${_swtui_given[@]}"; do
    name=${entry%%=*} now=${entry%%=*}
    if [ -n "${!name+set}" ]; then now="$name=${!name}"; fi
    if [ "$now" != "$entry" ]; then changed="$changed $name"; fi
  done
  unset _swtui_given
  if [ -n "$changed" ] && [ "${SWTUI_ROLE-}" = "$_swtui_given_role" ]; then
    _swtui_say "a start-up file of bash has changed$changed: this shell may not be $_swtui_words"
  fi
}

function _swtui_tell_end {
  local state= renew='eval "$(swtui export --renew)"'
  if [ -z "$_swtui_left" ] || [ -z "$_swtui_words" ]; then return 0; fi
  if [ "$_swtui_left" -le 0 ]; then
    state='has expired'
  elif [ "$_swtui_left" -le 300 ]; then
    state='is about to end'
  fi
  if [ -z "$state" ] || [ "$_swtui_told" = "$SWTUI_EXPIRES $state" ]; then return 0; fi
  _swtui_told="$SWTUI_EXPIRES $state"
  if declare -F sw >/dev/null; then renew='sw .'; fi
  if [ "$_swtui_left" -gt 0 ]; then
    state="ends in $((_swtui_left / 60))m $((_swtui_left % 60))s"
  fi
  _swtui_say "$_swtui_words $state; renew it with: $renew"
}

function _swtui_show {
  local words=$_swtui_words
  _swtui_on='' _swtui_off='' _swtui_label=''
  if [ -n "$words" ]; then
    if [ -n "${SWTUI_PRODUCTION-}" ]; then words="PROD $words"; fi
    if [ -n "${SWTUI_DEMO-}" ]; then words="DEMO $words"; fi
    if [ "${SWTUI_LEVEL:-1}" != 1 ]; then words="$words (level $SWTUI_LEVEL)"; fi
    if [ -n "$_swtui_left" ] && [ "$_swtui_left" -le 0 ]; then words="$words EXPIRED"; fi
    _swtui_label="[$words] "
    if [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
      _swtui_on=$'\e[1;36m' _swtui_off=$'\e[0m'
      if [ -n "${SWTUI_PRODUCTION-}" ]; then _swtui_on=$'\e[1;37;41m'; fi
    fi
  fi
  # A prompt that is built each time, or by others around this one, has the role just once.
  if [ -n "$_swtui_mark" ]; then PS1=${PS1//"$_swtui_mark"/}; fi
  if shopt -q promptvars; then
    _swtui_mark='\[${_swtui_on-}\]${_swtui_label-}\[${_swtui_off-}\]'
  else
    _swtui_mark="\\[$_swtui_on\\]${_swtui_label//\\/\\\\}\\[$_swtui_off\\]"
  fi
  PS1=$_swtui_mark${PS1-}
}

function _swtui_say { builtin printf 'swtui: %s\n' "$1" >&2; }

_swtui_zdotdir=${ZDOTDIR-} _swtui_data_dirs=${XDG_DATA_DIRS-}
if [ -f ~/.bashrc ] && [ -r ~/.bashrc ]; then . ~/.bashrc; fi
# A `exec zsh` or `exec fish` in there finds our texts through these; other programs must not.
if [ "${ZDOTDIR-}" = "$_swtui_zdotdir" ]; then
  if [ -n "${_SWTUI_ZDOTDIR+set}" ]; then ZDOTDIR=$_SWTUI_ZDOTDIR; else unset ZDOTDIR; fi
fi
if [ "${XDG_DATA_DIRS-}" = "$_swtui_data_dirs" ]; then
  if [ -n "${_SWTUI_DATA_DIRS+set}" ]; then XDG_DATA_DIRS=$_SWTUI_DATA_DIRS; else unset XDG_DATA_DIRS; fi
fi
unset _swtui_zdotdir _swtui_data_dirs _SWTUI_ZDOTDIR _SWTUI_DATA_DIRS _SWTUI_NAMES _SWTUI_PLAIN

# Through a variable, so that a child of this shell that inherits PROMPT_COMMAND runs nothing.
_swtui_hook=_swtui_prompt
_swtui_kind=$(declare -p PROMPT_COMMAND 2>/dev/null) || :
_swtui_kind=${_swtui_kind#declare -}
case ${_swtui_kind%% *} in
  *r*) ;;
  *a*) PROMPT_COMMAND+=('eval "${_swtui_hook-}"') ;;
  *) PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}'eval "${_swtui_hook-}"' ;;
esac
# Setting a read-only prompt would complain before every prompt.
_swtui_kind=$(declare -p PS1 2>/dev/null) || :
_swtui_kind=${_swtui_kind#declare -}
case ${_swtui_kind%% *} in *r*) _swtui_plain=1 ;; esac
unset _swtui_kind
