#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/stores.hpp"
#include "cli/commands/worker_run.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> unknown_choices{"leave", "dead-letter", "reject"};

constexpr std::array run_options{
    Option{.name = "--queues",
           .letter = 'Q',
           .value = "QUEUE",
           .summary = "the queues to take from, the first one first",
           .is_list = true,
           .setting = "worker.queues"},
    Option{.name = "--concurrency",
           .letter = 'c',
           .value = "N",
           .summary = "how many tasks run at once; by default as many as cores",
           .setting = "worker.concurrency"},
    Option{.name = "--burst",
           .summary = "stops when the queues are empty and nothing is running or due within 10 s; what waits longer, "
                      "for its time or its turn, goes back"},
    Option{.name = "--unknown",
           .value = "WHAT",
           .summary = "what becomes of messages whose task this worker does not know",
           .choices = unknown_choices},
    Option{.name = "--hostname",
           .letter = 'n',
           .value = "NAME",
           .summary =
               "the worker's name; by default `megactl@` and this host's. `%h`, `%n` and `%d` stand for the host, "
               "its first label and its domain"},
    Option{.name = "--grace",
           .value = "DURATION",
           .summary = "how long running tasks may go on once a stop is asked for; by default `30s`"},
};

const std::array shared_options{broker_options, database_options};

constexpr std::array run_examples{
    Example{.summary = "write the clicks that wait, and end", .command = "megactl worker run --queues clicks --burst"},
    Example{.summary = "send the mails that wait, written on the terminal instead of sent",
            .command = "MEGACTL_EMAIL_BACKEND=console megactl worker run --queues email --burst"},
    Example{.summary = "work on as a service, four tasks at once",
            .command = "megactl worker run --queues clicks,celery --concurrency 4"},
};

constexpr std::array run_exits{
    ExitNote{0, "it was stopped, or a burst did all that there was to do by then"},
    ExitNote{1, "in a burst: a task failed, or a message became a dead letter"},
    ExitNote{3, "the configuration is wrong, or most of what waits in a queue is unknown to this worker"},
    ExitNote{
        4,
        "the broker or the result backend can't be reached when it starts, or in a burst; a burst ends while tasks "
        "still wait for a service that is away"},
};

constexpr std::string_view run_description =
    R"(Takes Celery's messages from their queues and executes their tasks. It knows `links.tasks.record_link_click`,
`core.tasks.cleanup_expired_tokens`, `config.celery.debug_task`, the site's mails `core.tasks.send_welcome_email` and
`core.tasks.send_password_reset_email`, and tasks of the project's own.

A mail is written from the project's own templates, `emails/welcome_email.txt` and `.html` say, with Django's template
language of the plain kind, and sent as the variables `DJANGO_EMAIL_…` say. A site's mail whose templates are not there, or say
what is not known here, is left in its queue for a worker of Celery's, and the log says why. A mail is acknowledged before it
is sent, so that it never comes twice from a worker that dies. A mail server that is away makes it wait; one that puts the mail
off makes it a retry, minutes later; one that refuses its receiver for ever makes it fail.

Any other message is acknowledged after its result is stored, so whenever a worker dies, what it held is seen again. A task that
was done before its worker died is not run twice where its result was kept. The result of a failure keeps what was
called, as Celery's does with `result_extended`, so that `megactl task retry` can send it once more. Clicks are written up to a
thousand in one transaction, each id once.

A task that is not known here is somebody else's: it goes back to the head of its queue (`leave`), unless `--unknown` puts it
among the dead letters, or rejects it with the failure NotRegistered. Where more than half of what waits at the head of a queue
is unknown, the worker refuses to start unless `--unknown` says what is to be done.

Callbacks, errbacks, chains, groups and chords go on here as in Celery, whichever worker runs their tasks. What follows a task is
sent in the very step that acknowledges it, so once; what follows a mail, which is acknowledged before, is lost where the worker
dies at that moment. An errback gets the id of the task that failed; a call that names no queue goes to `celery`. Parts of chords
are counted where results are kept in Redis; beside a database Celery's own `celery.chord_unlock` asks for them, so that no chord
begins here. With `django-db` Django's models count them, so that what belongs to a chord is for Celery's workers.

What can't be read as a task's message, and what is followed by something that can't be gone on with, goes to the dead letters,
`megactl.dead`, with the reason.

Tasks of the project's own stand in `megactl.toml`, `[tasks."NAME"]`. Of the handler `exec` a program runs each, never through
a shell. It gets the call as one JSON object on standard input: `id`, `task`, `args`, `kwargs`, `retries`, `eta`, `root_id`,
`parent_id`, `group`, `correlation_id`, and as `headers` those that the sender added. What it prints is the result: JSON where it
is JSON, else the text without its last line end. Exit 0 is success, 75 asks for a retry, any other is a failure with
the end of standard error as its message. Of the handler `webhook` the same object is sent to a web server by POST,
signed where there is a secret: `X-Megactl-Signature` is the HMAC-SHA-256 of the body in hexadecimal. An answer of 2xx is
success; 408, 429, 5xx and no answer within the time limit, or 30 seconds, ask for a retry; any other is a failure. Of the
handler `email` a mail is written to the user whom the argument `user_id` names.

Time limits of a message or of `megactl.toml` hold for `exec` (the soft one asks by SIGTERM, the hard one ends the program with all
that it started) and the hard one for `webhook`. They do not hold for megactl's own tasks.

A click whose database is away (locked, gone, on a full disk) is no failed task: it waits in its queue and is tried again, at
least every 30 seconds, until it is written. Only failures of a task itself count against `CELERY_TASK_MAX_RETRIES`.

On a Redis broker it answers Celery's remote control, `celery inspect` and `celery control` as well as `megactl worker ping` and
its like, and tells monitors every two seconds that it is there. It sends no events of tasks, and terminates none that runs. What
remote control revokes it remembers for three hours, the newest 50 000 ids, until it ends.

While the broker is away, running tasks go on; the worker tries again, at least every 30 seconds. The first Ctrl-C or SIGTERM
lets running tasks end within `--grace` and gives everything else back; the second one ends it at once. Under systemd it says
when it is ready (`Type=notify`), when it stops and, for `WatchdogSec=`, that it gets on.)";

}  // namespace

const Command worker_run{
    .path = "worker run",
    .summary = "executes tasks",
    .description = run_description,
    .options = run_options,
    .more_options = shared_options,
    .examples = run_examples,
    .exits = run_exits,
    .reads_dot_env = true,
    .is_service = true,
    .run = run_worker,
};

}  // namespace megactl::cli::commands
