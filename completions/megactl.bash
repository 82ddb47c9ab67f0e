# Completions of megactl for bash, made by `megactl completion bash`.
# Needs nothing but bash 4.3; answers stand in REPLY, a value's kind is one of
# file, directory, rest, commands, other, `choices WORD…`, `living KIND`, with `list ` before it where commas part several.

_megactl_next() {  # PATH: the words that may follow it
    REPLY=
    case $1 in
        '') REPLY='check explain env tls mounts static collectstatic serve link db wait worker queue task config help completion' ;;
        'env') REPLY='check list diff template run' ;;
        'tls') REPLY='check show probe' ;;
        'mounts') REPLY='check why' ;;
        'static') REPLY='collect find list verify releases rollback' ;;
        'serve') REPLY='spool' ;;
        'link') REPLY='add list show rm import export stats' ;;
        'db') REPLY='init check' ;;
        'worker') REPLY='run ping list stats active reserved scheduled registered revoked queues shutdown pool consumer rate-limit drain' ;;
        'queue') REPLY='list peek top purge move export import unacked restore check' ;;
        'task') REPLY='send show revoke failed retry' ;;
        'config') REPLY='show check' ;;
        'help') REPLY='deployment night' ;;
    esac
    [[ $REPLY ]]
}

_megactl_options() {  # COMMAND: its options
    REPLY=
    case $1 in
        'check') REPLY='--only --phase --mode --scope --skip --fail-on --baseline --write-baseline --format' ;;
        'explain') REPLY='--format' ;;
        'env check') REPLY='--phase --dockerfile --compose --service --settings --live --mode --scope --skip --fail-on --baseline --write-baseline --format' ;;
        'env list') REPLY='--phase --dockerfile --compose --service --settings --live --unset --unused --mode --scope --format' ;;
        'env diff') REPLY='--dialect --format' ;;
        'env template') REPLY='--output --dockerfile --compose --service --settings' ;;
        'env run') REPLY='' ;;
        'tls check') REPLY='--cert --key --chain --ca --host --expires-within --at --mode --scope --skip --fail-on --baseline --write-baseline --format' ;;
        'tls show') REPLY='--format' ;;
        'tls probe') REPLY='--host --ca --starttls --expires-within --timeout --format' ;;
        'mounts check') REPLY='--phase --dockerfile --compose --service --settings --mode --scope --skip --fail-on --baseline --write-baseline --format' ;;
        'mounts why') REPLY='--uid --write --dockerfile --compose --service --format' ;;
        'static collect') REPLY='--root --clear --dry-run --link --atomic --prune --keep --manifest --compress --keep-only-hashed --django --static-url --js-modules --no-post-process --jobs --noinput --no-input --source --prefixed-source --ignore --no-default-ignore --format' ;;
        'collectstatic') REPLY='--root --clear --dry-run --link --atomic --prune --keep --manifest --compress --keep-only-hashed --django --static-url --js-modules --no-post-process --jobs --noinput --no-input --source --prefixed-source --ignore --no-default-ignore --format' ;;
        'static find') REPLY='--source --prefixed-source --format' ;;
        'static list') REPLY='--source --prefixed-source --ignore --no-default-ignore --format' ;;
        'static verify') REPLY='--root --format' ;;
        'static releases') REPLY='--root --format' ;;
        'static rollback') REPLY='--root' ;;
        'serve') REPLY='--broker --listen --tls-cert --tls-key --threads --trusted-proxy --anonymize-ip --count --grace --database' ;;
        'serve spool') REPLY='--broker --send --database --format' ;;
        'link add') REPLY='--user --slug --create-user --database --format' ;;
        'link list') REPLY='--user --database --format' ;;
        'link show') REPLY='--database --format' ;;
        'link rm') REPLY='--dry-run --database --format' ;;
        'link import') REPLY='--user --create-user --dry-run --database --format' ;;
        'link export') REPLY='--user --database --format' ;;
        'link stats') REPLY='--database --format' ;;
        'db init') REPLY='--database --format' ;;
        'db check') REPLY='--database --format' ;;
        'wait') REPLY='--database --broker --tcp --url --timeout' ;;
        'worker run') REPLY='--queues --concurrency --burst --unknown --hostname --grace --broker --result-backend --database' ;;
        'worker ping') REPLY='--self --node --broker-down --destination --timeout --broker --result-backend --format' ;;
        'worker list') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker stats') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker active') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker reserved') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker scheduled') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker registered') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker revoked') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker queues') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker shutdown') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker pool') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker consumer') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker rate-limit') REPLY='--destination --timeout --broker --result-backend --format' ;;
        'worker drain') REPLY='--timeout --resume --destination --broker --result-backend --format' ;;
        'queue list') REPLY='--timeout --broker --result-backend --format' ;;
        'queue peek') REPLY='--limit --task --arg --kwarg --id --id-file --older --retries --broker --result-backend --format' ;;
        'queue top') REPLY='--by --task --arg --kwarg --id --id-file --older --retries --broker --result-backend --format' ;;
        'queue purge') REPLY='--save --no-save --dry-run --task --arg --kwarg --id --id-file --older --retries --broker --result-backend --format' ;;
        'queue move') REPLY='--rate --dry-run --task --arg --kwarg --id --id-file --older --retries --broker --result-backend --format' ;;
        'queue export') REPLY='--task --arg --kwarg --id --id-file --older --retries --broker --result-backend' ;;
        'queue import') REPLY='--dedup --dry-run --broker --result-backend --format' ;;
        'queue unacked') REPLY='--queue --limit --task --arg --kwarg --id --id-file --older --retries --timeout --broker --result-backend --format' ;;
        'queue restore') REPLY='--queue --force --dry-run --task --arg --kwarg --id --id-file --older --retries --timeout --broker --result-backend --format' ;;
        'queue check') REPLY='--max-waiting --max-unacked --need-consumer --unregistered --timeout --broker --result-backend --format' ;;
        'task send') REPLY='--args --kwargs --queue --countdown --eta --expires --wait --broker --result-backend --database --format' ;;
        'task show') REPLY='--broker --result-backend --database --format' ;;
        'task revoke') REPLY='--terminate --timeout --broker --result-backend --database --format' ;;
        'task failed') REPLY='--since --limit --broker --result-backend --database --format' ;;
        'task retry') REPLY='--timeout --broker --result-backend --database --format' ;;
        'config show') REPLY='--format' ;;
        'config check') REPLY='' ;;
        'help') REPLY='' ;;
        'completion') REPLY='' ;;
    esac
    REPLY+=' --project --config --env-file --no-env --color --quiet --verbose --log-format --log-level --no-progress --yes --version --help'
}

_megactl_value() {  # COMMAND OPTION: the kind of its value; fails where it takes none
    REPLY=
    case $1:$2 in
        *:--only) REPLY='list living rule-groups' ;;
        *:--phase) REPLY='choices build runtime all' ;;
        *:--mode) REPLY='choices production development' ;;
        *:--scope) REPLY='list choices repo host clock network' ;;
        *:--skip) REPLY='list living rules' ;;
        *:--fail-on) REPLY='choices error warning note' ;;
        *:--baseline) REPLY='file' ;;
        'check:--format' | 'env check:--format' | 'tls check:--format' | 'mounts check:--format' | 'static verify:--format' | 'db check:--format') REPLY='choices text json sarif github junit' ;;
        'explain:--format' | 'tls probe:--format' | 'mounts why:--format' | 'static collect:--format' | 'collectstatic:--format' | 'static find:--format' | 'serve spool:--format' | 'link add:--format' | 'link show:--format' | 'link rm:--format' | 'link import:--format' | 'link stats:--format' | 'db init:--format' | 'worker shutdown:--format' | 'worker pool:--format' | 'worker consumer:--format' | 'worker rate-limit:--format' | 'worker drain:--format' | 'queue purge:--format' | 'queue move:--format' | 'queue import:--format' | 'queue restore:--format' | 'task send:--format' | 'task show:--format' | 'task revoke:--format' | 'task retry:--format') REPLY='choices text json' ;;
        *:--dockerfile) REPLY='file' ;;
        *:--compose) REPLY='file' ;;
        *:--service) REPLY='living services' ;;
        *:--settings) REPLY='file' ;;
        'env list:--format' | 'env diff:--format' | 'tls show:--format' | 'static list:--format' | 'static releases:--format' | 'link list:--format' | 'worker ping:--format' | 'worker list:--format' | 'worker stats:--format' | 'worker active:--format' | 'worker reserved:--format' | 'worker scheduled:--format' | 'worker registered:--format' | 'worker revoked:--format' | 'worker queues:--format' | 'queue list:--format' | 'queue peek:--format' | 'queue top:--format' | 'queue unacked:--format' | 'task failed:--format' | 'config show:--format') REPLY='choices text json jsonl' ;;
        *:--dialect) REPLY='choices compose docker python-dotenv django-environ bash' ;;
        *:--output) REPLY='file' ;;
        *:--cert) REPLY='file' ;;
        *:--key) REPLY='file' ;;
        *:--chain) REPLY='file' ;;
        *:--ca) REPLY='file' ;;
        *:--host) REPLY='other' ;;
        *:--expires-within) REPLY='other' ;;
        *:--at) REPLY='other' ;;
        *:--starttls) REPLY='choices smtp' ;;
        *:--timeout) REPLY='other' ;;
        *:--uid) REPLY='other' ;;
        *:--root) REPLY='directory' ;;
        *:--keep) REPLY='other' ;;
        *:--compress) REPLY='list choices gzip br zstd' ;;
        *:--django) REPLY='other' ;;
        *:--static-url) REPLY='other' ;;
        *:-j) REPLY='other' ;;
        *:--jobs) REPLY='other' ;;
        *:--source) REPLY='directory' ;;
        *:--prefixed-source) REPLY='directory' ;;
        *:-i) REPLY='other' ;;
        *:--ignore) REPLY='other' ;;
        *:--broker) REPLY='other' ;;
        *:--listen) REPLY='other' ;;
        *:--tls-cert) REPLY='file' ;;
        *:--tls-key) REPLY='file' ;;
        *:--threads) REPLY='other' ;;
        *:--trusted-proxy) REPLY='other' ;;
        *:--anonymize-ip) REPLY='choices off truncate hash none' ;;
        *:--count) REPLY='list choices head prefetch bots none' ;;
        *:--grace) REPLY='other' ;;
        *:--database) REPLY='other' ;;
        *:--user) REPLY='other' ;;
        *:--slug) REPLY='other' ;;
        'link export:--format') REPLY='choices csv json jsonl' ;;
        *:--tcp) REPLY='other' ;;
        *:--url) REPLY='other' ;;
        *:-Q) REPLY='list other' ;;
        *:--queues) REPLY='list other' ;;
        *:-c) REPLY='other' ;;
        *:--concurrency) REPLY='other' ;;
        *:--unknown) REPLY='choices leave dead-letter reject' ;;
        *:-n) REPLY='other' ;;
        *:--hostname) REPLY='other' ;;
        *:--result-backend) REPLY='other' ;;
        *:--node) REPLY='living workers' ;;
        *:--broker-down) REPLY='choices ok' ;;
        *:-d) REPLY='list living workers' ;;
        *:--destination) REPLY='list living workers' ;;
        *:--limit) REPLY='other' ;;
        *:--task) REPLY='living tasks' ;;
        *:--arg) REPLY='other' ;;
        *:--kwarg) REPLY='other' ;;
        *:--id) REPLY='list other' ;;
        *:--id-file) REPLY='file' ;;
        *:--older) REPLY='other' ;;
        *:--retries) REPLY='other' ;;
        *:--by) REPLY='other' ;;
        *:--save) REPLY='file' ;;
        *:--rate) REPLY='other' ;;
        *:--queue) REPLY='living queues' ;;
        *:--max-waiting) REPLY='other' ;;
        *:--max-unacked) REPLY='other' ;;
        'queue check:--format') REPLY='choices text json nagios prom' ;;
        *:--args) REPLY='other' ;;
        *:--kwargs) REPLY='other' ;;
        *:--countdown) REPLY='other' ;;
        *:--eta) REPLY='other' ;;
        *:--expires) REPLY='other' ;;
        *:--since) REPLY='other' ;;
        *:-C) REPLY='directory' ;;
        *:--project) REPLY='directory' ;;
        *:--config) REPLY='file' ;;
        *:--env-file) REPLY='file' ;;
        *:--color) REPLY='choices auto always never' ;;
        *:--log-format) REPLY='choices text json' ;;
        *:--log-level) REPLY='choices debug info warning error' ;;
        *:--format) REPLY='other' ;;
    esac
    [[ $REPLY ]]
}

_megactl_argument() {  # COMMAND INDEX: the kind of its argument
    REPLY=
    case $1:$2 in
        'explain':0) REPLY='living rules' ;;
        'env diff':0) REPLY='file' ;;
        'env diff':1) REPLY='file' ;;
        'env run':*) REPLY='rest' ;;
        'tls show':*) REPLY='file' ;;
        'tls probe':0) REPLY='other' ;;
        'mounts why':0) REPLY='file' ;;
        'static find':0) REPLY='other' ;;
        'static rollback':0) REPLY='other' ;;
        'link add':0) REPLY='other' ;;
        'link show':0) REPLY='other' ;;
        'link rm':0) REPLY='other' ;;
        'link import':0) REPLY='file' ;;
        'link stats':0) REPLY='other' ;;
        'worker pool':0) REPLY='choices grow shrink' ;;
        'worker pool':1) REPLY='other' ;;
        'worker consumer':0) REPLY='choices add cancel' ;;
        'worker consumer':1) REPLY='living queues' ;;
        'worker rate-limit':0) REPLY='living tasks' ;;
        'worker rate-limit':1) REPLY='other' ;;
        'queue peek':0) REPLY='living queues' ;;
        'queue top':0) REPLY='living queues' ;;
        'queue purge':0) REPLY='living queues' ;;
        'queue move':0) REPLY='living queues' ;;
        'queue move':1) REPLY='living queues' ;;
        'queue export':0) REPLY='living queues' ;;
        'queue import':0) REPLY='file' ;;
        'task send':0) REPLY='living tasks' ;;
        'task show':0) REPLY='other' ;;
        'task revoke':0) REPLY='other' ;;
        'task retry':0) REPLY='other' ;;
        'help':*) REPLY='commands' ;;
        'completion':0) REPLY='choices bash zsh fish' ;;
    esac
    [[ $REPLY ]]
}

_megactl_keep() {  # CURRENT PREFIX, candidates on standard input: those that begin with CURRENT, never expanded
    local line
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        [[ -n $line && $line == "$1"* ]] && COMPREPLY+=("$2$line")
    done
}

_megactl_offer() {  # KIND CURRENT PREFIX INDEX ARGUMENTS
    local kind=$1 current=$2 prefix=$3
    if [[ $kind == list\ * ]]; then
        kind=${kind#list }
        compopt -o nospace 2>/dev/null
        [[ $current == *,* ]] && prefix+=${current%,*}, && current=${current##*,}
    fi
    case $kind in
        file | directory | rest)
            local action=file
            [[ $kind == directory ]] && action=directory
            [[ $kind == rest && $4 == 0 ]] && action=command
            compopt -o filenames 2>/dev/null
            _megactl_keep "$current" "$prefix" < <(compgen -A "$action" -- "$current" | sort -u)
            ;;
        commands) _megactl_next "$5" && _megactl_keep "$current" "$prefix" <<<"${REPLY// /$'\n'}" ;;
        choices\ *) kind=${kind#choices } && _megactl_keep "$current" "$prefix" <<<"${kind// /$'\n'}" ;;
        living\ *) _megactl_keep "$current" "$prefix" < <(command megactl __complete "${kind#living }" ${current:+"$current"} 2>/dev/null) ;;
    esac
}

_megactl() {
    local REPLY word command='' option='' rest='' plain='' index=0 arguments='' glue='' position prefix=''
    local -a words=()
    COMPREPLY=()
    ((COMP_CWORD > 0)) || return
    # bash cuts `--mode=pro` and `celery@web` into three words each.
    for ((position = 1; position <= COMP_CWORD; position++)); do
        word=${COMP_WORDS[position]}
        if [[ $word == = && ${#words[@]} -gt 0 && ${words[-1]} == --* ]]; then
            words[-1]+='=' glue=yes
        elif [[ $word == @ && ${#words[@]} -gt 0 ]]; then
            words[-1]+=@ glue=yes
        elif [[ $glue ]]; then
            words[-1]+=$word glue=''
        else
            words+=("$word")
        fi
    done
    local current=${words[-1]}
    unset 'words[-1]'

    for word in "${words[@]}"; do
        if [[ $option ]]; then
            option=''
        elif [[ ! $rest && ! $plain && $word == -- ]]; then
            plain=yes
        elif [[ ! $rest && ! $plain && $word == -* ]]; then
            [[ $word != *=* ]] && _megactl_value "$command" "$word" && option=$word
        elif ((index == 0)) && _megactl_next "$command" && [[ " $REPLY " == *" $word "* ]]; then
            command=${command:+$command }$word
        else
            _megactl_argument "$command" "$index" && [[ $REPLY == rest ]] && rest=yes
            arguments=${arguments:+$arguments }$word
            index=$((index + 1))
        fi
    done

    if [[ $option ]]; then
        _megactl_value "$command" "$option"
        _megactl_offer "$REPLY" "$current" ''
    elif [[ ! $rest && ! $plain && $current == --*=* ]]; then
        option=${current%%=*}
        [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
        _megactl_value "$command" "$option" && _megactl_offer "$REPLY" "${current#*=}" "$prefix"
    elif [[ ! $rest && ! $plain && $current == -* ]]; then
        _megactl_options "$command"
        _megactl_keep "$current" '' <<<"${REPLY// /$'\n'}"
    else
        ((index == 0)) && _megactl_next "$command" && _megactl_keep "$current" '' <<<"${REPLY// /$'\n'}"
        _megactl_argument "$command" "$index" && _megactl_offer "$REPLY" "$current" '' "$index" "$arguments"
    fi
    # What stands before its last cut is kept as it is.
    if [[ $current == *@* && $COMP_WORDBREAKS == *@* ]]; then
        position=${current%@*}
        [[ $position == --*=* ]] && position=${position#*=}
        COMPREPLY=("${COMPREPLY[@]#"$position"}")
    fi
}

complete -F _megactl megactl
