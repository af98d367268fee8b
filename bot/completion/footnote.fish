# Completion of footnote in fish. Load it in ~/.config/fish/config.fish with: footnote completion fish | source

function __footnote_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (footnote _complete fish $words[2..] "$current" 2>/dev/null </dev/null)
    switch "$lines[1]"
        case words
            test (count $lines) -gt 1; and printf '%s\n' $lines[2..]
        case files folders
            set -l flag (string match -r -- '^--[^=]+=' "$current")
            set -l begun (string replace -r -- '^--[^=]+=' '' "$current")
            set -l paths
            if test "$lines[1]" = files
                set paths (__fish_complete_path "$begun")
            else
                set paths (__fish_complete_directories "$begun" '')
            end
            for path in $paths
                echo "$flag$path"
            end
    end
end

complete -c footnote -f -a '(__footnote_complete)' --keep-order
