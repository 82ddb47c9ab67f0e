# zsh -f candidates.zsh FOLDER LINE: prints what zsh offers for LINE, where FOLDER holds _megactl.
# Completion only runs in a line editor, so an inner zsh gets a pseudo-terminal, the line and a tab; what it would add to
# the menu goes to a file.
zmodload zsh/zpty || exit 2
export COMPLETIONS=$1 HITS=$(mktemp)

inner='
    PROMPT= RPROMPT=
    fpath=($COMPLETIONS $fpath)
    autoload -Uz compinit && compinit -D -u
    setopt extended_glob no_beep
    compadd() {
        local -a found
        if [[ ${@[1,(i)(-|--)]} == *(-[a-zA-Z0-9]#[OAD])* ]]; then
            builtin compadd "$@"
            return
        fi
        builtin compadd -O found "$@"
        (( $#found )) && print -rl -- $found >>$HITS
        builtin compadd "$@"
    }
    offer() { zle complete-word; kill -KILL $$ }
    zle -N offer
    bindkey "^I" offer
'
zpty inner zsh -f -i
zpty -w inner "eval ${(q)inner}"
# What is typed before the inner shell is ready waits in the terminal.
zpty -w -n inner "$2"$'\t'
while zpty -r inner line; do :; done 2>/dev/null
sort -u $HITS; rm -f $HITS
