// Each hands the words that were typed to `earmark complete`, which prints a candidate a line: the word, and behind a tab
// what it is. A candidate that ends in a slash is not finished: no blank is put behind it.

const bash = `_earmark_complete() {
  local IFS=$'\\n' words current
  words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($(earmark complete -- "\${words[@]}" 2>/dev/null | cut -f 1))
  [[ \${COMPREPLY[0]} == */ ]] && compopt -o nospace
  # Readline takes a colon for the end of a word.
  current="\${COMP_WORDS[COMP_CWORD]}"
  if [[ $current == *:* || \${COMP_WORDS[COMP_CWORD-1]} == : ]] && declare -F __ltrim_colon_completions >/dev/null; then
    __ltrim_colon_completions "$current"
  fi
}
complete -o default -F _earmark_complete earmark
`

const zsh = `#compdef earmark
_earmark() {
  local -a lines finished unfinished
  lines=("\${(@f)$(earmark complete -- "\${(@)words[2,$CURRENT]}" 2>/dev/null)}")
  local line
  for line in $lines; do
    [[ -z $line ]] && continue
    if [[ \${line%%$'\\t'*} == */ ]]; then unfinished+=("\${line%%$'\\t'*}"); else finished+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}"); fi
  done
  (( \${#unfinished} )) && compadd -U -S '' -a unfinished
  (( \${#finished} )) && _describe earmark finished
  (( \${#unfinished} + \${#finished} )) || _files
}
compdef _earmark earmark
`

const fish = `complete -c earmark -f -a '(earmark complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`

export const scripts = { bash, zsh, fish }
export type Shell = keyof typeof scripts
