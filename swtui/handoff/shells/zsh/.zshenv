# zsh reads this first, because ZDOTDIR is this directory. It gives ZDOTDIR back, so that every
# later file is the user's own, reads the user's .zshenv, and leaves one hook behind.

_swtui_texts=${ZDOTDIR:h}
if [[ -n ${_SWTUI_ZDOTDIR+set} ]]; then
  export ZDOTDIR=$_SWTUI_ZDOTDIR
else
  unset ZDOTDIR
fi
unset _SWTUI_ZDOTDIR
# bash and fish leave these behind, where one of their start-up files goes on with `exec zsh`.
if [[ -n ${_SWTUI_DATA_DIRS+set} ]]; then
  export XDG_DATA_DIRS=$_SWTUI_DATA_DIRS
elif [[ ${XDG_DATA_DIRS-} == $_swtui_texts/share:* ]]; then
  unset XDG_DATA_DIRS
fi
unset -m _SWTUI_DATA_DIRS '_SWTUI_GIVEN_*'
if [[ -o interactive ]]; then source $_swtui_texts/subshell.zsh; fi
unset _swtui_texts _SWTUI_NAMES _SWTUI_PLAIN
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then source ${ZDOTDIR:-$HOME}/.zshenv; fi
if (( ${+functions[_swtui_precmd]} )); then
  precmd_functions+=(_swtui_precmd)
  # What is due is done before a prompt: the first comes when every start-up file was read.
  zmodload zsh/sched && sched +0 _swtui_rejoin
fi
