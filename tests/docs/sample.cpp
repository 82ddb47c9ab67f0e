#include "tests/docs/sample.hpp"

#include <array>

namespace megactl::tests {
namespace {

using checks::Rule;
using cli::Argument;
using cli::Command;
using cli::Completion;
using cli::Example;
using cli::ExitNote;
using cli::JsonKey;
using cli::Option;
using config::Setting;
using config::SettingType;
using report::Severity;

constexpr std::array<std::string_view, 2> modes{"production", "development"};
constexpr std::array<std::string_view, 3> phases{"build", "runtime", "all"};
constexpr std::array<std::string_view, 5> dialects{"compose", "docker", "python-dotenv", "django-environ", "bash"};
constexpr std::array<std::string_view, 2> compressions{"gzip", "br"};
constexpr std::array<std::string_view, 3> shell_names{"bash", "zsh", "fish"};
constexpr std::array<std::string_view, 2> check_formats{"text", "json"};
constexpr std::array<std::string_view, 3> list_formats{"text", "json", "jsonl"};
constexpr std::array<std::string_view, 2> mode_variables{"MEGACTL_CHECK_MODE", "MEGACTL_MODE"};
constexpr std::array<std::string_view, 1> root_variables{"MEGACTL_STATIC_ROOT"};
constexpr std::array<std::string_view, 1> debug_variables{"DJANGO_DEBUG"};
constexpr std::array<std::string_view, 1> secret_variables{"DJANGO_SECRET_KEY"};

constexpr std::array settings{
    Setting{.key = "check.mode",
            .variables = mode_variables,
            .flag = "--mode",
            .type = SettingType::choice,
            .choices = modes,
            .fallback = "production",
            .summary = "what the checks hold the project against"},
    Setting{.key = "check.allow", .type = SettingType::list, .summary = "rules set aside for the project"},
    Setting{.key = "django.debug",
            .variables = debug_variables,
            .type = SettingType::boolean,
            .summary = "means the mode development where nothing else says it",
            .is_in_file = false},
    Setting{.key = "static.root",
            .variables = root_variables,
            .flag = "--root",
            .type = SettingType::path,
            .fallback = "staticfiles",
            .summary = "where the files go"},
    Setting{.key = "static.manifest", .type = SettingType::boolean, .fallback = "false", .summary = "hashes names"},
    Setting{.key = "static.compress", .type = SettingType::list, .fallback = "gzip,br", .summary = "kinds to write"},
    Setting{.key = "serve.spool.keep", .type = SettingType::duration, .fallback = "7d", .summary = "how long"},
    Setting{.key = "django.secret_key",
            .variables = secret_variables,
            .summary = "the key that signs sessions",
            .is_secret = true},
};

constexpr std::array global_options{
    Option{.name = "--project",
           .letter = 'C',
           .value = "DIR",
           .summary = "the project's folder",
           .completion = Completion::directory},
    Option{.name = "--env-file",
           .value = "FILE",
           .summary = "variables of a file",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--format", .value = "FORMAT", .summary = "how data is written"},
    Option{.name = "--quiet", .letter = 'q', .summary = "says only what was asked for"},
};

constexpr std::array check_options{
    Option{.name = "--mode", .value = "MODE", .summary = "", .setting = "check.mode"},
    Option{.name = "--skip",
           .value = "RULE",
           .summary = "leaves rules out",
           .is_list = true,
           .completion = Completion::rules},
    Option{.name = "--baseline",
           .value = "FILE",
           .summary = "sets aside what a file lists",
           .completion = Completion::file},
};
constexpr std::array only_options{
    Option{.name = "--only",
           .value = "GROUP",
           .summary = "judges only these groups [all]: the rest stays",
           .is_list = true,
           .completion = Completion::rule_groups},
    Option{.name = "--phase", .value = "PHASE", .summary = "the phase", .choices = phases},
};
constexpr std::array service_options{
    Option{.name = "--service", .value = "NAME", .summary = "one service", .completion = Completion::services},
};
constexpr std::array dialect_options{
    Option{.name = "--dialect", .value = "DIALECT", .summary = "who reads them", .choices = dialects},
};
constexpr std::array collect_options{
    Option{
        .name = "--root", .value = "DIR", .summary = "", .setting = "static.root", .completion = Completion::directory},
    Option{.name = "--source",
           .value = "DIR",
           .summary = "a folder to gather from",
           .is_repeatable = true,
           .completion = Completion::directory},
    Option{.name = "--compress",
           .value = "KIND",
           .summary = "writes smaller ones",
           .choices = compressions,
           .is_list = true},
    Option{.name = "--dry-run", .summary = "says what it would do"},
};
constexpr std::array<std::span<const Option>, 1> shared{check_options};

constexpr std::array env_files{
    Argument{.name = "A", .summary = "one env file", .completion = Completion::file},
    Argument{.name = "B", .summary = "another env file", .completion = Completion::file},
};
constexpr std::array rest{Argument{.name = "COMMAND", .summary = "what to become", .takes_rest = true}};
constexpr std::array shell_argument{Argument{.name = "SHELL", .summary = "the shell", .choices = shell_names}};
constexpr std::array rule_argument{
    Argument{.name = "RULE", .summary = "a rule", .is_required = false, .completion = Completion::rules}};
constexpr std::array help_argument{Argument{.name = "COMMAND",
                                            .summary = "a command",
                                            .is_required = false,
                                            .is_repeatable = true,
                                            .completion = Completion::commands}};

constexpr std::array check_examples{
    Example{.summary = "everything", .command = "megactl check"},
    Example{.summary = "what the build lacks", .command = "megactl check --phase build --skip mounts/unlabelled"},
};
constexpr std::array env_examples{Example{.summary = "one service", .command = "megactl env check --service web"}};
constexpr std::array diff_examples{Example{.summary = "two files", .command = "megactl env diff .env .env.example"}};
constexpr std::array run_examples{
    Example{.summary = "an entry point", .command = "megactl env run -- python manage.py serve"}};
constexpr std::array collect_examples{
    Example{.summary = "to a folder", .command = "megactl static collect --root /srv/static --compress gzip,br"}};
constexpr std::array completion_examples{Example{.summary = "now", .command = "source <(megactl completion bash)"}};
constexpr std::array explain_examples{Example{.summary = "one rule", .command = "megactl explain env/unset-at-build"}};
constexpr std::array help_examples{Example{.summary = "one command", .command = "megactl help env check"}};

constexpr std::array check_exits{ExitNote{.status = 1, .meaning = "a finding reaches `--fail-on`"}};
constexpr std::array plain_exits{ExitNote{.status = 0, .meaning = "it was done"}};
constexpr std::array check_keys{
    JsonKey{.name = "findings[].rule", .meaning = "the rule's name"},
    JsonKey{.name = "findings[].line", .meaning = "counted from 1"},
};

constexpr Command check{
    .path = "check",
    .summary = "runs every check that applies",
    .description = R"(
Looks at the project and says what is wrong. Each finding names its rule, e.g. `env/unset-at-build`. What is set aside is
counted:

- by a comment `# megactl: allow RULE`
- by `megactl.toml`

    [check]
    allow = ["mounts/unlabelled"]

.dots at a line's begin, a back\slash and 'quotes' are text → so are arrows.
)",
    .options = only_options,
    .more_options = shared,
    .examples = check_examples,
    .exits = check_exits,
    .json_keys = check_keys,
    .formats = check_formats,
};
constexpr Command env_check{
    .path = "env check",
    .summary = "which variables each phase needs and which it has",
    .description = "Holds what is read against what is set.",
    .options = service_options,
    .more_options = shared,
    .examples = env_examples,
    .exits = check_exits,
    .json_keys = check_keys,
    .formats = check_formats,
};
constexpr Command env_diff{
    .path = "env diff",
    .summary = "two env files, key by key",
    .description = "",
    .options = dialect_options,
    .arguments = env_files,
    .examples = diff_examples,
    .exits = check_exits,
    .json_keys = check_keys,
    .formats = list_formats,
};
constexpr Command env_run{
    .path = "env run",
    .summary = "checks the contract, then becomes a command",
    .description = "Becomes the command.",
    .arguments = rest,
    .examples = run_examples,
    .exits = plain_exits,
};
constexpr Command static_collect{
    .path = "static collect",
    .alias = "collectstatic",
    .summary = "gathers static files",
    .description = "Gathers files.",
    .options = collect_options,
    .examples = collect_examples,
    .exits = plain_exits,
};
constexpr Command explain{
    .path = "explain",
    .summary = "tells what a rule means",
    .description = "Tells what a rule means.",
    .arguments = rule_argument,
    .examples = explain_examples,
    .exits = plain_exits,
};
constexpr Command completion{
    .path = "completion",
    .summary = "prints the completions for a shell",
    .description = "Prints a script.",
    .arguments = shell_argument,
    .examples = completion_examples,
    .exits = plain_exits,
};
constexpr Command help{
    .path = "help",
    .summary = "shows what a command does",
    .description = "Shows it.",
    .arguments = help_argument,
    .examples = help_examples,
    .exits = plain_exits,
};
constexpr Command hidden{.path = "__secret", .summary = "is not shown", .description = "", .is_hidden = true};

constexpr std::array<const Command*, 9> commands{&check,   &env_check,  &env_diff, &env_run, &static_collect,
                                                 &explain, &completion, &help,     &hidden};

constexpr Rule unset_at_build{
    .id = "env/unset-at-build",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = checks::Phase::build,
    .summary = "a variable is read while the image is built, and nothing sets it there",
    .why = R"(
The build runs `manage.py`, which imports the settings. They read the variable at once.

What `environment:` of a compose file says exists only when the container runs.
)",
    .wrong = R"(
RUN python manage.py collectstatic
)",
    .right = R"(
COPY entrypoint.sh /
# collects when the container starts
ENTRYPOINT ["/entrypoint.sh"]
)",
    .fix = "Collect when the container starts: `megactl static collect` in its entry point.",
};
constexpr Rule never_read{
    .id = "env/never-read",
    .severity = {.production = Severity::note, .development = Severity::note},
    .summary = "a variable is set, and nothing reads it",
    .why = "It looks as if it did something.",
    .wrong = "UNUSED=1",
    .right = "# UNUSED is gone",
    .fix = "Remove it.",
};
constexpr Rule unlabelled{
    .id = "mounts/unlabelled",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = checks::Phase::runtime,
    .need = checks::Need::host,
    .summary = "a bind mount has no SELinux label",
    .why = "A container may not read it where SELinux enforces.",
    .wrong = "volumes: [.:/app]",
    .right = "volumes: [.:/app:Z]",
    .fix = "Write `:Z` for one container, `:z` for several.",
};
constexpr std::array<const Rule*, 3> rules{&unset_at_build, &never_read, &unlabelled};

constexpr std::array guides{
    cli::docs::Guide{.name = "night", .summary = "two in the morning", .markdown = R"(# Two in the morning

One asks first.

```toml megactl.toml
[queue]
```

<!--
```sh fill
#!/bin/sh
```
-->

## What waits

```console
$ megactl queue list
celery	4
```

And then acts:
- one by one
)"}};

}  // namespace

cli::docs::Catalogues sample() {
    return {.commands = commands,
            .global_options = global_options,
            .settings = settings,
            .task_settings = {},
            .rules = rules,
            .guides = guides};
}

}  // namespace megactl::tests
