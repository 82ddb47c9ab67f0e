#include "cli/commands/check_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/judgement.hpp"
#include "cli/context.hpp"
#include "core/checks/tls/summary.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

int run_check(Context& context, const Invocation& invocation) {
    return judge_and_show(context, invocation, {.groups = {}, .needs_project = true, .asks_network = true});
}

int run_env_check(Context& context, const Invocation& invocation) {
    return judge_and_show(context, invocation, {.groups = {"env", "image", "project"}, .needs_project = true});
}

int run_mounts_check(Context& context, const Invocation& invocation) {
    return judge_and_show(context, invocation, {.groups = {"mounts", "project"}, .needs_project = true});
}

int run_tls_check(Context& context, const Invocation& invocation) {
    // Who names the files asks about them, whatever can't be understood beside.
    const bool names_files = invocation.has("--cert") || invocation.has("--key");
    return judge_and_show(context, invocation,
                          {.groups = {"tls", "https", names_files ? "project/not-looked-at" : "project"},
                           .needs_project = false,
                           .needs_sound_settings = true,
                           .facts = checks::tls_facts});
}

constexpr std::array<std::string_view, 3> severities{"error", "warning", "note"};
constexpr std::array<std::string_view, 5> formats{"text", "json", "sarif", "github", "junit"};

constexpr std::array only_options{
    Option{.name = "--only",
           .value = "GROUP",
           .summary = "judge only these groups or rules",
           .is_repeatable = true,
           .is_list = true,
           .completion = Completion::rule_groups},
};

constexpr std::array selection_options{
    Option{.name = "--skip",
           .value = "RULE",
           .summary = "leave out these rules or groups",
           .is_repeatable = true,
           .is_list = true,
           .completion = Completion::rules},
    Option{.name = "--fail-on",
           .value = "SEVERITY",
           .summary = "the mildest finding that makes the exit status 1 (default: error)",
           .choices = severities},
    Option{.name = "--baseline",
           .value = "FILE",
           .summary = "sets aside the findings that this file knows",
           .setting = "check.baseline",
           .completion = Completion::file},
    Option{.name = "--write-baseline",
           .summary = "writes what stands now into the file of --baseline (default: megactl-baseline.json), and fails "
                      "for nothing"},
};

constexpr std::array tls_options{
    Option{.name = "--cert",
           .value = "FILE",
           .summary = "the certificate, leaf first",
           .setting = "tls.certificate",
           .completion = Completion::file},
    Option{.name = "--key",
           .value = "FILE",
           .summary = "the private key",
           .setting = "tls.key",
           .completion = Completion::file},
    Option{.name = "--chain",
           .value = "FILE",
           .summary = "more certificates that the server sends or has at hand",
           .completion = Completion::file},
    Option{.name = "--ca",
           .value = "FILE",
           .summary = "authorities to trust besides those of this host",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--host",
           .value = "NAME",
           .summary = "a name or address that clients ask for; it has to be covered (default: DJANGO_ALLOWED_HOSTS)",
           .is_repeatable = true},
    Option{.name = "--expires-within",
           .value = "DURATION",
           .summary = "warn when the certificate ends within this time",
           .setting = "tls.expires_within"},
    Option{.name = "--at", .value = "TIME", .summary = "judge as if it were this time (RFC 3339)"},
};

using Tables = std::span<const Option>;
constexpr std::array<Tables, 4> check_tables{only_options, phase_options, mode_options, selection_options};
constexpr std::array<Tables, 5> env_tables{phase_options, project_options, live_options, mode_options,
                                           selection_options};
constexpr std::array<Tables, 4> mounts_tables{phase_options, project_options, mode_options, selection_options};
constexpr std::array<Tables, 3> tls_tables{tls_options, mode_options, selection_options};

constexpr std::array check_exits{
    ExitNote{0, "no finding at or above `--fail-on`"},
    ExitNote{1, "at least one such finding"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3,
             "a file of the project or the baseline can't be read, DJANGO_SETTINGS_MODULE names a module that "
             "the project lacks, or there is nothing to check"},
};

constexpr std::array whole_check_exits{
    check_exits[0],
    check_exits[1],
    check_exits[2],
    check_exits[3],
    ExitNote{4, "the broker is asked, by `--scope`, and is away"},
};

constexpr std::array tls_check_exits{
    ExitNote{0, "no finding at or above `--fail-on`"},
    ExitNote{1, "at least one such finding; a certificate or key that can't be read is one"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3,
             "an env file, the baseline or a file of the project can't be read, or the settings module is not there "
             "or no Python"},
};

constexpr std::array json_keys{
    JsonKey{"findings[].rule", "the rule's id, `env/unset-at-build`"},
    JsonKey{"findings[].severity", "`error`, `warning` or `note`"},
    JsonKey{"findings[].message", "one sentence that stands alone"},
    JsonKey{"findings[].file", "the file, relative to the project where it lies in it"},
    JsonKey{"findings[].line", "the line, from 1; null where the finding is about a whole file"},
    JsonKey{"findings[].column", "the column in characters, from 1"},
    JsonKey{"findings[].variable", "the variable it is about, where it is one"},
    JsonKey{"findings[].service", "the compose service where it is one, or `deployment/shop/web`, `shop.service`"},
    JsonKey{"findings[].stage", "the stage of the Dockerfile, where it is one"},
    JsonKey{"findings[].phase", "`build` or `runtime`, where it is one"},
    JsonKey{"findings[].fix", "ways out, a line each"},
    JsonKey{"findings[].related[]", "other places that belong to it: `file`, `line`, `message`"},
    JsonKey{"facts.mode", "`production` or `development`: how it was judged"},
    JsonKey{"facts.sites[]", "the folders with a manage.py of Django, from the project's root"},
    JsonKey{"facts.settings[]", "the settings modules that were read, and `settings_files[]` where they lie"},
    JsonKey{"facts.compose_files[]", "the compose files, in the order in which they are merged"},
    JsonKey{"facts.dockerfiles[]", "the Dockerfiles"},
    JsonKey{"facts.workloads[]",
            "what systemd, Kubernetes or a Procfile starts: `shop.service`, `deployment/shop/web`"},
    JsonKey{"facts", "besides, what `tls check` says ahead of its findings: `intent`, `pair` and so on"},
    JsonKey{"summary", "`errors`, `warnings`, `notes`, `allowed`, `rules`, `rules_not_judged`, `scope`, `files`"},
};

constexpr std::array check_examples{
    Example{"judge the project in this folder", "megactl check"},
    Example{"the image build alone, warnings count as failures", "megactl check --phase build --fail-on warning"},
    Example{"live with what stands now, and hear of anything new", "megactl check --write-baseline"},
    Example{"judge what is new since then", "megactl check --baseline megactl-baseline.json"},
    Example{"the broker and its workers as well", "megactl check --scope repo,host,clock,network"},
    Example{"for a machine", "megactl check --format json"},
    Example{"for GitHub's code scanning", "megactl check --format sarif > megactl.sarif"},
    Example{"annotations in a job of GitHub Actions", "megactl check --format github"},
    Example{"a test report for GitLab or Jenkins", "megactl check --format junit > megactl.xml"},
};

constexpr std::array env_check_examples{
    Example{"which variables the build and each service lack", "megactl env check"},
    Example{"one service", "megactl env check --service celery_worker"},
    Example{"the environment this shell has", "megactl env check --live"},
};

constexpr std::array tls_check_examples{
    Example{"the pair that a deployment names", "megactl tls check"},
    Example{"two files", "megactl tls check --cert fullchain.pem --key privkey.pem"},
    Example{"is it for this host", "megactl tls check --cert fullchain.pem --key privkey.pem --host www.example.org"},
    Example{"will it hold another two weeks",
            "megactl tls check --cert fullchain.pem --key privkey.pem --expires-within 14d --fail-on warning"},
};

constexpr std::array mounts_check_examples{
    Example{"bind mounts and their labels", "megactl mounts check"},
    Example{"of one service", "megactl mounts check --service web"},
};

}  // namespace

constinit const Command check{
    .path = "check",
    .summary = "every check that applies to the project, one report",
    .description =
        R"(Reads the Dockerfiles, compose files, env files, settings and certificates of a project and tells which assumptions of its deployment do not hold: variables that the image build or a service lacks, secrets in images, mounts that hide files, half-configured TLS.

The compose files are those that Compose would take: what COMPOSE_FILE names, in the environment or in `.env`, else `compose.yaml` and its override; where there are none, the one that is meant for the mode. A note tells of others that lie beside them.

The verdict is about the tree: the caller's environment only says which compose files are meant and fills them in, and what it alone prevents is shown as a note. A comment `# megactl: allow RULE reason` on a line or the line before sets a finding aside; `[check] allow` in megactl.toml does so for the project. Both are counted.

With `--scope repo,host,clock,network` the broker that is named (CELERY_BROKER_URL, in `.env` as well) is asked too, and its workers, for a second: queues that nobody takes from, messages that Celery gives to a second worker too soon, a Redis that drops queues, keeps nothing, or is nearly full. Nothing is changed. Where it is away, the rest of the verdict is given all the same, and the exit status is 4.

What stands on the first day of an old project can wait: `--write-baseline` writes it into a file, and `--baseline FILE`, or `[check] baseline` in megactl.toml, sets it aside from then on. A finding is known again by its rule, its file and the text of its line, wherever that has moved to; one that is new speaks. Entries whose finding is gone are told as notes. With `[check] rules`, rules that came with a newer release report notes only.

As text, errors are shown in full, warnings in full up to ten, notes are counted; `-v` shows all.)",
    .more_options = check_tables,
    .examples = check_examples,
    .exits = whole_check_exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_check,
};

constinit const Command env_check{
    .path = "env check",
    .summary = "which variables each phase needs and which it has",
    .description =
        R"(Holds what the settings read from the environment against what the image build and each service have. Nothing of the project is run: the settings are read, not imported.

With `--live` the environment of this process is what is judged, as a container's entry point would.)",
    .more_options = env_tables,
    .examples = env_check_examples,
    .exits = check_exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_env_check,
};

constinit const Command tls_check{
    .path = "tls check",
    .summary = "certificate and key by intent: the pair, its chain, dates, names and strength, and the HTTPS settings",
    .description =
        R"(Certificate and key say together what is meant: both mean HTTPS, neither means plain HTTP, only one is an error in production and a warning in development. What is named is then opened and judged: files that are missing, unreadable or something else, a key that belongs to another certificate, a chain with a gap, dates, and whether the names that clients ask for are covered.

Django's settings for HTTPS are held against where TLS ends: a redirect that never arrives behind a proxy, cookies that browsers drop over plain HTTP. They are read, not run, and what can't be told so is left alone.

The files are those of `--cert` and `--key`, else of SERVER_TLS_CERT and SERVER_TLS_KEY in the environment, else of each service of the compose file and each container of Kubernetes (of which a Secret or ConfigMap that is in the tree is opened), else of the project's `.env`. Where there is nothing of all that it warns that it looked at nothing. The chain is verified by OpenSSL against what this host trusts (SSL_CERT_FILE and SSL_CERT_DIR are heard) and `--ca`; nothing is fetched. It never asks for a passphrase and never prints a key.)",
    .more_options = tls_tables,
    .examples = tls_check_examples,
    .exits = tls_check_exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_tls_check,
};

constinit const Command mounts_check{
    .path = "mounts check",
    .summary = "bind mounts: SELinux labels, and files of the image that they hide",
    .description =
        R"(Judges the bind mounts of the compose files: whether a container may read them where SELinux enforces, and which files of the image vanish behind them.)",
    .more_options = mounts_tables,
    .examples = mounts_check_examples,
    .exits = check_exits,
    .json_keys = json_keys,
    .formats = formats,
    .run = run_mounts_check,
};

}  // namespace megactl::cli::commands
