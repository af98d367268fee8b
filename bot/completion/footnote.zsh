#compdef footnote
# Completion of footnote in zsh. Load it in ~/.zshrc, after compinit, with: eval "$(footnote completion zsh)"

_footnote() {
    local kind line word meaning
    local -a lines values
    lines=("${(@f)$(footnote _complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null < /dev/null)}")
    kind=${lines[1]}
    [[ $PREFIX == --*=* ]] && compset -P 1 '*='
    case $kind in
        files) _files ;;
        folders) _files -/ ;;
        words)
            for line in "${(@)lines[2,-1]}"; do
                word=${line%%$'\t'*} meaning=${line#*$'\t'}
                word=${${word//\\/\\\\}//:/\\:}
                values+=("$word${meaning:+:$meaning}")
            done
            (( ${#values} )) && _describe -V 'candidate' values
            ;;
    esac
}

if [[ ${funcstack[1]} == _footnote ]]; then
    _footnote "$@"
else
    compdef _footnote footnote
fi
