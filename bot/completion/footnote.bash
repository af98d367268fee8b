# Completion of footnote in bash. Load it in ~/.bashrc with: eval "$(footnote completion bash)"

_footnote() {
    local kind line current=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    {
        IFS= read -r kind
        case $kind in
            words) while IFS= read -r line; do COMPREPLY+=("$line"); done ;;
            files | folders)
                compopt -o filenames 2> /dev/null
                local action=-f
                [[ $kind == folders ]] && action=-d
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$action" -- "$current")
                ;;
        esac
    } < <(footnote _complete bash "${COMP_LINE:0:COMP_POINT}" "$current" 2> /dev/null < /dev/null)
}

complete -o nosort -F _footnote footnote 2> /dev/null || complete -F _footnote footnote
