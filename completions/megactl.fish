# Completions of megactl for fish, made by `megactl completion fish`.

set -g __megactl_paths 'check' 'explain' 'env' 'tls' 'mounts' 'static' 'collectstatic' 'serve' 'link' 'db' 'wait' 'worker' 'queue' 'task' 'config' 'help' 'completion' 'env check' 'env list' 'env diff' 'env template' 'env run' 'tls check' 'tls show' 'tls probe' 'mounts check' 'mounts why' 'static collect' 'static find' 'static list' 'static verify' 'static releases' 'static rollback' 'serve spool' 'link add' 'link list' 'link show' 'link rm' 'link import' 'link export' 'link stats' 'db init' 'db check' 'worker run' 'worker ping' 'worker list' 'worker stats' 'worker active' 'worker reserved' 'worker scheduled' 'worker registered' 'worker revoked' 'worker queues' 'worker shutdown' 'worker pool' 'worker consumer' 'worker rate-limit' 'worker drain' 'queue list' 'queue peek' 'queue top' 'queue purge' 'queue move' 'queue export' 'queue import' 'queue unacked' 'queue restore' 'queue check' 'task send' 'task show' 'task revoke' 'task failed' 'task retry' 'config show' 'config check' 'help deployment' 'help night'
set -g __megactl_value_options -C --project --config --env-file --format --color --log-format --log-level --only --phase --mode --scope --skip --fail-on --baseline --dockerfile --compose --service --settings --dialect --output --cert --key --chain --ca --host --expires-within --at --starttls --timeout --uid --root --keep --compress --django --static-url -j --jobs --source --prefixed-source -i --ignore --broker --listen --tls-cert --tls-key --threads --trusted-proxy --anonymize-ip --count --grace --database --user --slug --tcp --url -Q --queues -c --concurrency --unknown -n --hostname --result-backend --node --broker-down -d --destination --limit --task --arg --kwarg --id --id-file --older --retries --by --save --rate --queue --max-waiting --max-unacked --args --kwargs --countdown --eta --expires --since

function __megactl_next # PATH: the words that may follow it
    switch "$argv[1]"
        case ''
            printf '%s\t%s\n' 'check' 'every check that applies to the project, one report'
            printf '%s\t%s\n' 'explain' 'tells what a rule means, why it matters and how to mend it'
            printf '%s\t%s\n' 'env' 'the variables that build and runtime need, and who sets them'
            printf '%s\t%s\n' 'tls' 'certificates and keys, by intent and by what is in them'
            printf '%s\t%s\n' 'mounts' 'bind mounts, their SELinux labels, and what they hide'
            printf '%s\t%s\n' 'static' 'gathers static files as Django does'
            printf '%s\t%s\n' 'collectstatic' 'gathers static files into one folder'
            printf '%s\t%s\n' 'serve' 'answers links with redirects, and queues their clicks'
            printf '%s\t%s\n' 'link' 'the short links and their clicks'
            printf '%s\t%s\n' 'db' 'the database of users, links and clicks'
            printf '%s\t%s\n' 'wait' 'waits until the services of a deployment answer'
            printf '%s\t%s\n' 'worker' 'executes tasks; asks and tells running workers'
            printf '%s\t%s\n' 'queue' 'what waits, and who takes it'
            printf '%s\t%s\n' 'task' 'single tasks: sent, and what became of them'
            printf '%s\t%s\n' 'config' 'what is configured, and who said so'
            printf '%s\t%s\n' 'help' 'shows what a command does, all commands, or a guide'
            printf '%s\t%s\n' 'completion' 'prints the completions for a shell'
        case 'env'
            printf '%s\t%s\n' 'check' 'which variables each phase needs and which it has'
            printf '%s\t%s\n' 'list' 'every variable: read where, required or defaulted, set where, in which phase'
            printf '%s\t%s\n' 'diff' 'two env files, key by key'
            printf '%s\t%s\n' 'template' 'writes a .env.example for the project'
            printf '%s\t%s\n' 'run' 'checks the runtime contract, then becomes COMMAND'
        case 'tls'
            printf '%s\t%s\n' 'check' 'certificate and key by intent: the pair, its chain, dates, names and strength, and the HTTPS settings'
            printf '%s\t%s\n' 'show' 'certificates and keys, readably or as JSON'
            printf '%s\t%s\n' 'probe' 'what a running server presents, held against the rules for certificates'
        case 'mounts'
            printf '%s\t%s\n' 'check' 'bind mounts: SELinux labels, and files of the image that they hide'
            printf '%s\t%s\n' 'why' 'why a user can or can\'t reach a path now'
        case 'static'
            printf '%s\t%s\n' 'collect' 'gathers static files into one folder'
            printf '%s\t%s\n' 'find' 'tells which source supplies a static file, and what it shadows'
            printf '%s\t%s\n' 'list' 'lists the static files that would be collected, with their source'
            printf '%s\t%s\n' 'verify' 'holds collected files against their manifest, and templates against both'
            printf '%s\t%s\n' 'releases' 'lists the releases of a root that static collect --atomic fills'
            printf '%s\t%s\n' 'rollback' 'goes back to the release before'
        case 'serve'
            printf '%s\t%s\n' 'spool' 'shows the clicks that wait on disk, or sends them'
        case 'link'
            printf '%s\t%s\n' 'add' 'makes a short link'
            printf '%s\t%s\n' 'list' 'lists the short links'
            printf '%s\t%s\n' 'show' 'shows one short link'
            printf '%s\t%s\n' 'rm' 'deletes a short link with its clicks'
            printf '%s\t%s\n' 'import' 'adds the short links of a file'
            printf '%s\t%s\n' 'export' 'writes the short links as a file'
            printf '%s\t%s\n' 'stats' 'counts the clicks on a short link'
        case 'db'
            printf '%s\t%s\n' 'init' 'makes the tables of links and clicks'
            printf '%s\t%s\n' 'check' 'the project\'s migrations, held against those that the database has applied'
        case 'worker'
            printf '%s\t%s\n' 'run' 'executes tasks'
            printf '%s\t%s\n' 'ping' 'asks which workers are there; a health check'
            printf '%s\t%s\n' 'list' 'lists the running workers'
            printf '%s\t%s\n' 'stats' 'shows all that workers tell of themselves'
            printf '%s\t%s\n' 'active' 'shows the tasks that run now'
            printf '%s\t%s\n' 'reserved' 'shows the tasks that workers hold and have not begun'
            printf '%s\t%s\n' 'scheduled' 'shows the tasks that workers hold until they are due'
            printf '%s\t%s\n' 'registered' 'shows the tasks that workers know'
            printf '%s\t%s\n' 'revoked' 'shows the tasks that workers were told not to run'
            printf '%s\t%s\n' 'queues' 'shows the queues that workers take from'
            printf '%s\t%s\n' 'shutdown' 'ends workers, once what they run is done'
            printf '%s\t%s\n' 'pool' 'changes how many tasks workers run at once'
            printf '%s\t%s\n' 'consumer' 'changes which queues workers take from'
            printf '%s\t%s\n' 'rate-limit' 'changes how often a task may begin in a worker'
            printf '%s\t%s\n' 'drain' 'lets workers take nothing more, and waits until they are done'
        case 'queue'
            printf '%s\t%s\n' 'list' 'lists the queues: what waits and what is held'
            printf '%s\t%s\n' 'peek' 'shows messages that wait'
            printf '%s\t%s\n' 'top' 'counts messages that wait, by task or another trait'
            printf '%s\t%s\n' 'purge' 'removes messages that wait, and saves them'
            printf '%s\t%s\n' 'move' 'moves messages that wait to another queue'
            printf '%s\t%s\n' 'export' 'prints messages that wait, to be imported'
            printf '%s\t%s\n' 'import' 'puts messages from a file into their queues'
            printf '%s\t%s\n' 'unacked' 'shows messages that workers hold'
            printf '%s\t%s\n' 'restore' 'puts back what dead workers held'
            printf '%s\t%s\n' 'check' 'tells monitors whether queues are as they should be'
        case 'task'
            printf '%s\t%s\n' 'send' 'sends a task'
            printf '%s\t%s\n' 'show' 'tells how a task stands'
            printf '%s\t%s\n' 'revoke' 'keeps a task from being run'
            printf '%s\t%s\n' 'failed' 'lists what failed last'
            printf '%s\t%s\n' 'retry' 'sends a task that failed once more'
        case 'config'
            printf '%s\t%s\n' 'show' 'prints every setting with its value and who said so'
            printf '%s\t%s\n' 'check' 'tells whether megactl.toml is valid'
        case 'help'
            printf '%s\t%s\n' 'deployment' 'one site in three deployments: TLS at a proxy, TLS here, development'
            printf '%s\t%s\n' 'night' 'two in the morning: looking into a live queue and putting it right'
    end
end

# The command ahead of the cursor on the first line, its arguments on further ones.
function __megactl_read
    set -l command
    set -l arguments
    set -l skip
    set -l plain
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
        else if test -z "$plain"; and test "$word" = --
            set plain yes
        else if test -z "$plain"; and contains -- $word $__megactl_value_options
            set skip yes
        else if test -z "$plain"; and string match -q -- '-*' $word
            continue
        else if test (count $arguments) = 0; and contains -- (string trim "$command $word") $__megactl_paths
            set command (string trim "$command $word")
        else
            set -a arguments $word
        end
    end
    echo "$command"
    test (count $arguments) = 0; or printf '%s\n' $arguments
end

function __megactl_in # COMMAND…: is the command one of them?
    set -l read (__megactl_read)
    contains -- "$read[1]" $argv
end

function __megactl_argument # COMMAND INDEX: is the cursor in its argument of that number, or with `+` in a later one?
    set -l read (__megactl_read)
    set -l index (math (count $read) - 1)
    test "$read[1]" = $argv[1]; or return 1
    if string match -q -- '*+' $argv[2]
        test $index -ge (string trim -c + $argv[2])
    else
        test $index -eq $argv[2]
    end
end

function __megactl_list # The candidates, after what stands before the last comma
    set -l before (commandline -ct | string replace -r -- '^--[^=]*=' '' | string match -r -- '^.*,')
    printf '%s\n' "$before"$argv
end

function __megactl_living # KIND: what `megactl __complete` knows
    command megactl __complete $argv[1] 2>/dev/null
end

function __megactl_named # The words that may follow those behind `help`
    set -l read (__megactl_read)
    __megactl_next "$read[2..-1]"
end

complete -c megactl -f
complete -c megactl -n 'test (count (__megactl_read)) = 1' -a '(__megactl_next (__megactl_read)[1])'

complete -c megactl -s C -l project -x -a '(__fish_complete_directories)' -d 'the project\'s folder; by default the working directory'
complete -c megactl -l config -r -F -d 'the configuration; by default megactl.toml, looked for upward from the project'
complete -c megactl -l env-file -r -F -d 'variables of a file, weaker than the process environment; a later file wins over an earlier'
complete -c megactl -l no-env -d 'ignores the process environment'
complete -c megactl -l color -x -a 'auto always never' -d 'whether words are coloured; by default in a terminal'
complete -c megactl -s q -l quiet -d 'says only what was asked for, and errors; a service its warnings too'
complete -c megactl -s v -l verbose -d 'says more, as each command tells'
complete -c megactl -l log-format -x -a 'text json' -d 'how events are written to standard error'
complete -c megactl -l log-level -x -a 'debug info warning error' -d 'the least event that is logged'
complete -c megactl -l no-progress -d 'draws no progress, even in a terminal'
complete -c megactl -l yes -d 'answers questions before what can\'t be undone with yes'
complete -c megactl -l version -d 'prints the version'
complete -c megactl -s h -l help -d 'prints a screen of help as -h, the manual\'s text as --help'

complete -c megactl -n '__megactl_in \'check\'' -l only -x -a '(__megactl_list (__megactl_living rule-groups))' -d 'judge only these groups or rules'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'env list\' \'mounts check\'' -l phase -x -a 'build runtime all' -d 'the image build, the run, or all (default: all)'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'env list\' \'tls check\' \'mounts check\'' -l mode -x -a 'production development' -d 'judge for production or for development'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'env list\' \'tls check\' \'mounts check\'' -l scope -x -a '(__megactl_list repo host clock network)' -d 'what a verdict may lean on: the tree, this host, its clock, the broker that is named (default: repo,host,clock; repo where CI is set)'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'tls check\' \'mounts check\'' -l skip -x -a '(__megactl_list (__megactl_living rules))' -d 'leave out these rules or groups'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'tls check\' \'mounts check\'' -l fail-on -x -a 'error warning note' -d 'the mildest finding that makes the exit status 1 (default: error)'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'tls check\' \'mounts check\'' -l baseline -r -F -d 'sets aside the findings that this file knows'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'tls check\' \'mounts check\'' -l write-baseline -d 'writes what stands now into the file of --baseline (default: megactl-baseline.json), and fails for nothing'
complete -c megactl -n '__megactl_in \'check\' \'env check\' \'tls check\' \'mounts check\' \'static verify\' \'db check\'' -l format -x -a 'text json sarif github junit' -d 'how data is written'
complete -c megactl -n '__megactl_in \'explain\' \'tls probe\' \'mounts why\' \'static collect\' \'collectstatic\' \'static find\' \'serve spool\' \'link add\' \'link show\' \'link rm\' \'link import\' \'link stats\' \'db init\' \'worker shutdown\' \'worker pool\' \'worker consumer\' \'worker rate-limit\' \'worker drain\' \'queue purge\' \'queue move\' \'queue import\' \'queue restore\' \'task send\' \'task show\' \'task revoke\' \'task retry\'' -l format -x -a 'text json' -d 'how data is written'
complete -c megactl -n '__megactl_in \'env check\' \'env list\' \'env template\' \'mounts check\' \'mounts why\'' -l dockerfile -r -F -d 'the Dockerfile to read (default: those of the compose file, else Dockerfile)'
complete -c megactl -n '__megactl_in \'env check\' \'env list\' \'env template\' \'mounts check\' \'mounts why\'' -l compose -r -F -d 'the compose files to read, merged in order, or rendered manifests of Kubernetes (default: as Compose finds them)'
complete -c megactl -n '__megactl_in \'env check\' \'env list\' \'env template\' \'mounts check\' \'mounts why\'' -l service -x -a '(__megactl_living services)' -d 'this service alone'
complete -c megactl -n '__megactl_in \'env check\' \'env list\' \'env template\' \'mounts check\'' -l settings -r -F -d 'the settings module to read (default: as Django finds it)'
complete -c megactl -n '__megactl_in \'env check\' \'env list\'' -l live -d 'hold the process environment against the contract'
complete -c megactl -n '__megactl_in \'env list\'' -l unset -d 'only what is read where nothing sets it'
complete -c megactl -n '__megactl_in \'env list\'' -l unused -d 'only what is set and nothing reads; with --unset, either'
complete -c megactl -n '__megactl_in \'env list\' \'env diff\' \'tls show\' \'static list\' \'static releases\' \'link list\' \'worker ping\' \'worker list\' \'worker stats\' \'worker active\' \'worker reserved\' \'worker scheduled\' \'worker registered\' \'worker revoked\' \'worker queues\' \'queue list\' \'queue peek\' \'queue top\' \'queue unacked\' \'task failed\' \'config show\'' -l format -x -a 'text json jsonl' -d 'how data is written'
complete -c megactl -n '__megactl_in \'env diff\'' -l dialect -x -a 'compose docker python-dotenv django-environ bash' -d 'whose rules about blanks, quotes, # and $ to read both by (default: compose)'
complete -c megactl -n '__megactl_in \'env template\'' -l output -r -F -d 'the file to write, - for standard output (default: .env.example)'
complete -c megactl -n '__megactl_in \'tls check\'' -l cert -r -F -d 'the certificate, leaf first'
complete -c megactl -n '__megactl_in \'tls check\'' -l key -r -F -d 'the private key'
complete -c megactl -n '__megactl_in \'tls check\'' -l chain -r -F -d 'more certificates that the server sends or has at hand'
complete -c megactl -n '__megactl_in \'tls check\' \'tls probe\'' -l ca -r -F -d 'authorities to trust besides those of this host'
complete -c megactl -n '__megactl_in \'tls check\'' -l host -x -d 'a name or address that clients ask for; it has to be covered (default: DJANGO_ALLOWED_HOSTS)'
complete -c megactl -n '__megactl_in \'tls check\'' -l expires-within -x -d 'warn when the certificate ends within this time'
complete -c megactl -n '__megactl_in \'tls check\'' -l at -x -d 'judge as if it were this time (RFC 3339)'
complete -c megactl -n '__megactl_in \'tls probe\'' -l host -x -d 'the name to ask for, which has to be covered (default: HOST)'
complete -c megactl -n '__megactl_in \'tls probe\'' -l starttls -x -a 'smtp' -d 'TLS begins within this protocol'
complete -c megactl -n '__megactl_in \'tls probe\'' -l expires-within -x -d 'fail when the certificate ends within this time'
complete -c megactl -n '__megactl_in \'tls probe\'' -l timeout -x -d 'for all of it, at most; by default 10s'
complete -c megactl -n '__megactl_in \'mounts why\'' -l uid -x -d 'for this user, N or N:GROUP (default: the USER of the image, else whoever runs this)'
complete -c megactl -n '__megactl_in \'mounts why\'' -l write -d 'to write it, or to make it where it is not there'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l root -x -a '(__fish_complete_directories)' -d 'the folder to gather into, which the web server serves'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -s c -l clear -d 'empties the root of files and links before; folders stay'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -s n -l dry-run -d 'prints what would be done, and touches nothing'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -s l -l link -d 'makes a symbolic link to each file instead of a copy'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l atomic -d 'fills a new release beside the root, which is a link to it, and exchanges the link at the end'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l prune -d 'removes hashed files older than 7 days that no source has and none of the last releases names; with --atomic old releases, too'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l keep -x -d 'how many releases --prune heeds, this one included; 3 by default'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l manifest -d 'names files by their content as well, puts those names into references, and lists them in staticfiles.json'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l compress -x -a '(__megactl_list gzip br zstd)' -d 'writes packed files beside those that get smaller by a twentieth'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l keep-only-hashed -d 'leaves the files with hashed names alone in the root, and their manifest'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l django -x -d 'the release whose rules --manifest follows: 3.2, 4.2, 5.2, 6.0 or 6.1; by default that of the project\'s packages, else 5.2'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l static-url -x -d 'where the root is served: references that begin so are rewritten, /static/ by default'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l js-modules -d 'rewrites the names in import and export of scripts, too'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l no-post-process -d 'only gathers, whatever megactl.toml asks for'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -s j -l jobs -x -d 'how many threads; by default as many as cores'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l noinput -d 'never asks, like --yes'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\'' -l no-input -d 'the same as --noinput'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\' \'static find\' \'static list\'' -l source -x -a '(__fish_complete_directories)' -d 'a folder to gather from; the first one that has a file supplies it'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\' \'static find\' \'static list\'' -l prefixed-source -x -a '(__fish_complete_directories)' -d 'a folder to gather from, its files being put under PREFIX'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\' \'static list\'' -s i -l ignore -x -d 'leaves out files whose name or path in the source matches, and folders whose name does; * crosses /'
complete -c megactl -n '__megactl_in \'static collect\' \'collectstatic\' \'static list\'' -l no-default-ignore -d 'gathers what is left out by default, too: CVS, .* and *~'
complete -c megactl -n '__megactl_in \'static verify\'' -l root -x -a '(__fish_complete_directories)' -d 'the folder that was gathered into, with its staticfiles.json'
complete -c megactl -n '__megactl_in \'static releases\' \'static rollback\'' -l root -x -a '(__fish_complete_directories)' -d 'the folder that was gathered into by static collect --atomic'
complete -c megactl -n '__megactl_in \'serve\'' -l broker -x -d 'the broker that the clicks are queued in'
complete -c megactl -n '__megactl_in \'serve\'' -l listen -x -d 'where to listen, perhaps behind http:// or https://'
complete -c megactl -n '__megactl_in \'serve\'' -l tls-cert -r -F -d 'the certificate to present, with those behind it: HTTPS is spoken'
complete -c megactl -n '__megactl_in \'serve\'' -l tls-key -r -F -d 'the private key of the certificate'
complete -c megactl -n '__megactl_in \'serve\'' -l threads -x -d 'how many threads serve'
complete -c megactl -n '__megactl_in \'serve\'' -l trusted-proxy -x -d 'a proxy whose X-Forwarded-For is believed: 10.0.0.0/8; may be given several times'
complete -c megactl -n '__megactl_in \'serve\'' -l anonymize-ip -x -a 'off truncate hash none' -d 'what is kept of a visitor\'s address: all (off), its network, a hash of the day, or none'
complete -c megactl -n '__megactl_in \'serve\'' -l count -x -a '(__megactl_list head prefetch bots none)' -d 'which visits count beside a person\'s click; all of them, as Django\'s view has it, by default'
complete -c megactl -n '__megactl_in \'serve\'' -l grace -x -d 'how long a stop waits for what has begun; 10s by default'
complete -c megactl -n '__megactl_in \'serve\' \'serve spool\' \'link add\' \'link list\' \'link show\' \'link rm\' \'link import\' \'link export\' \'link stats\' \'db init\' \'db check\' \'worker run\' \'task send\' \'task show\' \'task revoke\' \'task failed\' \'task retry\'' -l database -x -d 'the database of links and clicks'
complete -c megactl -n '__megactl_in \'serve spool\'' -l broker -x -d 'with --send: the broker that the clicks are queued in'
complete -c megactl -n '__megactl_in \'serve spool\'' -l send -d 'sends now what a server that is gone left behind for this database and broker'
complete -c megactl -n '__megactl_in \'link add\'' -l user -x -d 'whose link it is: the first part of its path'
complete -c megactl -n '__megactl_in \'link add\'' -l slug -x -d 'the second part, 1 to 32 of a-z, 0-9, _ and -; by default ten letters are drawn'
complete -c megactl -n '__megactl_in \'link add\'' -l create-user -d 'makes the user where there is none; it can\'t log in'
complete -c megactl -n '__megactl_in \'link list\' \'link export\'' -l user -x -d 'only this user\'s links'
complete -c megactl -n '__megactl_in \'link rm\'' -s n -l dry-run -d 'tells what would be deleted, and changes nothing'
complete -c megactl -n '__megactl_in \'link import\'' -l user -x -d 'whose the links are where a row names no user'
complete -c megactl -n '__megactl_in \'link import\'' -l create-user -d 'makes the users that there are not; they can\'t log in'
complete -c megactl -n '__megactl_in \'link import\'' -s n -l dry-run -d 'tells what would be done, and changes nothing'
complete -c megactl -n '__megactl_in \'link export\'' -l format -x -a 'csv json jsonl' -d 'how data is written'
complete -c megactl -n '__megactl_in \'wait\'' -l database -d 'until the database can be read'
complete -c megactl -n '__megactl_in \'wait\'' -l broker -d 'until the broker takes us: connected, logged in, done with loading'
complete -c megactl -n '__megactl_in \'wait\'' -l tcp -x -d 'until somebody takes connections there'
complete -c megactl -n '__megactl_in \'wait\'' -l url -x -d 'until a GET of it answers with a status below 400; a redirect is an answer'
complete -c megactl -n '__megactl_in \'wait\'' -l timeout -x -d 'how long at most; by default 60s'
complete -c megactl -n '__megactl_in \'worker run\'' -s Q -l queues -x -d 'the queues to take from, the first one first'
complete -c megactl -n '__megactl_in \'worker run\'' -s c -l concurrency -x -d 'how many tasks run at once; by default as many as cores'
complete -c megactl -n '__megactl_in \'worker run\'' -l burst -d 'stops when the queues are empty and nothing is running or due within 10 s; what waits longer, for its time or its turn, goes back'
complete -c megactl -n '__megactl_in \'worker run\'' -l unknown -x -a 'leave dead-letter reject' -d 'what becomes of messages whose task this worker does not know'
complete -c megactl -n '__megactl_in \'worker run\'' -s n -l hostname -x -d 'the worker\'s name; by default megactl@ and this host\'s. %h, %n and %d stand for the host, its first label and its domain'
complete -c megactl -n '__megactl_in \'worker run\'' -l grace -x -d 'how long running tasks may go on once a stop is asked for; by default 30s'
complete -c megactl -n '__megactl_in \'worker run\' \'worker ping\' \'worker list\' \'worker stats\' \'worker active\' \'worker reserved\' \'worker scheduled\' \'worker registered\' \'worker revoked\' \'worker queues\' \'worker shutdown\' \'worker pool\' \'worker consumer\' \'worker rate-limit\' \'worker drain\' \'queue list\' \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue import\' \'queue unacked\' \'queue restore\' \'queue check\' \'task send\' \'task show\' \'task revoke\' \'task failed\' \'task retry\'' -l broker -x -d 'the broker to talk to'
complete -c megactl -n '__megactl_in \'worker run\' \'worker ping\' \'worker list\' \'worker stats\' \'worker active\' \'worker reserved\' \'worker scheduled\' \'worker registered\' \'worker revoked\' \'worker queues\' \'worker shutdown\' \'worker pool\' \'worker consumer\' \'worker rate-limit\' \'worker drain\' \'queue list\' \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue import\' \'queue unacked\' \'queue restore\' \'queue check\' \'task send\' \'task show\' \'task revoke\' \'task failed\' \'task retry\'' -l result-backend -x -d 'where results are kept'
complete -c megactl -n '__megactl_in \'worker ping\'' -l self -d 'a health check: only a worker of this host is meant, and its first answer ends it; waits 2s'
complete -c megactl -n '__megactl_in \'worker ping\'' -l node -x -a '(__megactl_living workers)' -d 'the same of the worker of this name'
complete -c megactl -n '__megactl_in \'worker ping\'' -l broker-down -x -a 'ok' -d 'what a health check says where the broker is away; with ok that the worker is well'
complete -c megactl -n '__megactl_in \'worker ping\' \'worker list\' \'worker stats\' \'worker active\' \'worker reserved\' \'worker scheduled\' \'worker registered\' \'worker revoked\' \'worker queues\' \'worker shutdown\' \'worker pool\' \'worker consumer\' \'worker rate-limit\' \'worker drain\'' -s d -l destination -x -a '(__megactl_list (__megactl_living workers))' -d 'the workers that are meant, as in megactl@web-1; by default all'
complete -c megactl -n '__megactl_in \'worker ping\' \'worker list\' \'worker stats\' \'worker active\' \'worker reserved\' \'worker scheduled\' \'worker registered\' \'worker revoked\' \'worker queues\' \'worker shutdown\' \'worker pool\' \'worker consumer\' \'worker rate-limit\' \'queue list\' \'queue unacked\' \'queue restore\' \'queue check\' \'task revoke\' \'task retry\'' -l timeout -x -d 'how long workers may take to answer; by default 1s'
complete -c megactl -n '__megactl_in \'worker drain\'' -l timeout -x -d 'how long to wait until nothing is left to do; by default 5m'
complete -c megactl -n '__megactl_in \'worker drain\'' -l resume -d 'lets them take again from the queues that they were drained of'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue unacked\'' -l limit -x -d 'at most so many messages, 0 for all; by default 20'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l task -x -a '(__megactl_living tasks)' -d 'only of tasks whose name matches, as in links.*'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l arg -x -d 'only where the argument at position N, counted from 0, is V'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l kwarg -x -d 'only where the keyword argument K is V'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l id -x -d 'only of these ids'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l id-file -r -F -d 'only of the ids in a file, one a line; - is standard input'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l older -x -d 'only what was sent longer ago, as in 10m'
complete -c megactl -n '__megactl_in \'queue peek\' \'queue top\' \'queue purge\' \'queue move\' \'queue export\' \'queue unacked\' \'queue restore\'' -l retries -x -d 'only what was tried again exactly N times'
complete -c megactl -n '__megactl_in \'queue top\'' -l by -x -d 'what is counted: task, origin, eta (to the minute), retries, arg:NAME or arg:0'
complete -c megactl -n '__megactl_in \'queue purge\'' -l save -r -F -d 'where they are saved first; by default ./megactl-purge-QUEUE-TIME.jsonl'
complete -c megactl -n '__megactl_in \'queue purge\'' -l no-save -d 'removes them for good'
complete -c megactl -n '__megactl_in \'queue purge\'' -s n -l dry-run -d 'tells what would be removed, and changes nothing'
complete -c megactl -n '__megactl_in \'queue move\'' -l rate -x -d 'so many a second at most, as in 500/s; also /m and /h'
complete -c megactl -n '__megactl_in \'queue move\'' -s n -l dry-run -d 'tells what would be moved, and changes nothing'
complete -c megactl -n '__megactl_in \'queue import\'' -l dedup -d 'leaves out what waits there with the same id, or the same bytes'
complete -c megactl -n '__megactl_in \'queue import\'' -s n -l dry-run -d 'tells what would be imported, and changes nothing'
complete -c megactl -n '__megactl_in \'queue unacked\' \'queue restore\'' -l queue -x -a '(__megactl_living queues)' -d 'only what was taken from this queue'
complete -c megactl -n '__megactl_in \'queue restore\'' -l force -d 'also what was taken not long ago, and no worker says to hold'
complete -c megactl -n '__megactl_in \'queue restore\'' -s n -l dry-run -d 'tells what would be restored, and changes nothing'
complete -c megactl -n '__megactl_in \'queue check\'' -l max-waiting -x -d 'fails where more than N messages wait in the queue Q'
complete -c megactl -n '__megactl_in \'queue check\'' -l max-unacked -x -d 'fails where workers hold more than N messages in all'
complete -c megactl -n '__megactl_in \'queue check\'' -l need-consumer -d 'fails where messages wait in a queue and no worker takes from it'
complete -c megactl -n '__megactl_in \'queue check\'' -l unregistered -d 'fails where messages wait of a task that no worker and no source knows'
complete -c megactl -n '__megactl_in \'queue check\'' -l format -x -a 'text json nagios prom' -d 'how data is written'
complete -c megactl -n '__megactl_in \'task send\'' -l args -x -d 'the arguments, an array; by default none'
complete -c megactl -n '__megactl_in \'task send\'' -l kwargs -x -d 'the keyword arguments, an object; by default none'
complete -c megactl -n '__megactl_in \'task send\'' -l queue -x -a '(__megactl_living queues)' -d 'the queue that it waits in; by default celery, as Celery\'s'
complete -c megactl -n '__megactl_in \'task send\'' -l countdown -x -d 'it runs after so long, as in 10m'
complete -c megactl -n '__megactl_in \'task send\'' -l eta -x -d 'it runs at this time, as in 2026-11-29T12:00:00Z'
complete -c megactl -n '__megactl_in \'task send\'' -l expires -x -d 'it does not run behind this time, or after so long'
complete -c megactl -n '__megactl_in \'task send\'' -l wait -d 'waits for the result, and prints it'
complete -c megactl -n '__megactl_in \'task revoke\'' -l terminate -d 'also kills the process that runs it, if that is one of Celery\'s'
complete -c megactl -n '__megactl_in \'task failed\'' -l since -x -d 'only what failed within so long, as in 1h'
complete -c megactl -n '__megactl_in \'task failed\'' -l limit -x -d 'at most so many tasks, 0 for all; by default 20'

complete -c megactl -n '__megactl_argument \'explain\' 0' -x -a '(__megactl_living rules)'
complete -c megactl -n '__megactl_argument \'env diff\' 0' -r -F
complete -c megactl -n '__megactl_argument \'env diff\' 1' -r -F
complete -c megactl -n '__megactl_argument \'env run\' 0' -x -a '(__fish_complete_command)'
complete -c megactl -n '__megactl_argument \'env run\' 1+' -F
complete -c megactl -n '__megactl_argument \'tls show\' 0+' -r -F
complete -c megactl -n '__megactl_argument \'mounts why\' 0' -r -F
complete -c megactl -n '__megactl_argument \'link import\' 0' -r -F
complete -c megactl -n '__megactl_argument \'worker pool\' 0' -x -a 'grow shrink'
complete -c megactl -n '__megactl_argument \'worker consumer\' 0' -x -a 'add cancel'
complete -c megactl -n '__megactl_argument \'worker consumer\' 1' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'worker rate-limit\' 0' -x -a '(__megactl_living tasks)'
complete -c megactl -n '__megactl_argument \'queue peek\' 0' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue top\' 0' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue purge\' 0' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue move\' 0' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue move\' 1' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue export\' 0' -x -a '(__megactl_living queues)'
complete -c megactl -n '__megactl_argument \'queue import\' 0' -r -F
complete -c megactl -n '__megactl_argument \'task send\' 0' -x -a '(__megactl_living tasks)'
complete -c megactl -n '__megactl_argument \'help\' 0+' -x -a '(__megactl_named)'
complete -c megactl -n '__megactl_argument \'completion\' 0' -x -a 'bash zsh fish'
