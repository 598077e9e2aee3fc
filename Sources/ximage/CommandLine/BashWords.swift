/// What the completion script for bash lacks: bash breaks words at `@`, `=` and `:`, which addresses and options have.
enum BashWords {
    /// Puts the words together again, and takes from each offer what bash has already.
    static let script = #"""

        _ximage_words() {
            local -a joined=()
            local -i index position=0 current=0
            local word start
            for index in "${!COMP_WORDS[@]}"; do
                word="${COMP_WORDS[index]}"
                start="${position}"
                while [[ "${COMP_LINE:position:1}" == [[:space:]] ]]; do position+=1; done
                if [[ "${index}" -eq 0 || "${position}" -gt "${start}" ]]; then
                    joined+=("${word}")
                else
                    joined[${#joined[@]} - 1]+="${word}"
                fi
                position+=${#word}
                [[ "${index}" -eq "${COMP_CWORD}" ]] && current=$((${#joined[@]} - 1))
            done
            # An option with its value in one word is two of them.
            local -a split=()
            for index in "${!joined[@]}"; do
                [[ "${index}" -eq "${current}" ]] && position=${#split[@]}
                word="${joined[index]}"
                if [[ "${word}" == --*=* ]]; then
                    split+=("${word%%=*}" "${word#*=}")
                    [[ "${index}" -eq "${current}" ]] && position+=1
                else
                    split+=("${word}")
                fi
            done
            joined=("${split[@]}")
            current="${position}"
            local -a COMP_WORDS=("${joined[@]}")
            local -i COMP_CWORD="${current}"
            local whole="${joined[current]}"
            _ximage "${1}" "${whole}" "${joined[current - 1]}"
            # The word that bash replaces is the end of the whole one.
            local known=""
            [[ "${whole}" == *"${2}" ]] && known="${whole%"${2}"}"
            COMPREPLY=("${COMPREPLY[@]#"${known}"}")
            # As names of files they would get a backslash before each of these.
            if [[ "${COMPREPLY[*]}" == *[@=:]* && "${whole}" != [\'\"]* ]]; then
                compopt +o filenames 2>/dev/null
                for index in "${!COMPREPLY[@]}"; do printf -v "COMPREPLY[index]" %q "${COMPREPLY[index]}"; done
            fi
            [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *[@=:/] ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -o filenames -F _ximage_words ximage

        """#
}
