#include "cli/commands/commands.hpp"
#include "cli/commands/judgement.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/process.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::string_view switch_variable = "MEGACTL_ENV_RUN";

enum class Firmness { enforce, warn, off };

Firmness firmness_of(const Context& context) {
    const auto found = context.environment.find(switch_variable);
    if (found == context.environment.end() || found->second.empty() || found->second == "enforce") {
        return Firmness::enforce;
    }
    if (found->second == "warn") return Firmness::warn;
    if (found->second == "off") return Firmness::off;
    throw Error(Error::Kind::input, fmt::format("{} is `{}`", switch_variable, escape_controls(found->second)))
        .help("one of enforce, warn, off");
}

// A part of the settings that Python will stop at, or that this reader does not follow: the contract may be longer.
void tell_misunderstood(Context& context, const project::DjangoSettings& settings) {
    if (context.is_quiet || settings.misunderstood.empty()) return;
    const project::Misunderstanding& first = settings.misunderstood.front();
    const std::string sentence = fmt::format("{} can't be understood here: {}", first.at.source->name(), first.reason);
    context.terminal.tell(
        report::render_warning(Error(Error::Kind::input, sentence).at(first.at, "not checked from here"),
                               context.terminal.error_palette(), context.terminal.error_columns()));
}

// The contract of the settings, held against the environment that the command will have.
report::Report judge_contract(Context& context) {
    project::Question question;
    question.root = context.project;
    question.mode = mode_of(context);
    question.scope = {.host = true, .clock = true, .network = false};
    question.now = context.clock.now();
    question.live = context.environment;
    const project::DiskTree tree(context.project);
    const project::Facts facts = gather(tree, question);
    if (facts.settings.empty()) {
        throw Error(Error::Kind::input, fmt::format("no settings module found from {}", context.project.string()))
            .help("`-C DIR` names the folder of manage.py; DJANGO_SETTINGS_MODULE the module");
    }
    const project::SuppliedValue* named = facts.live->find("DJANGO_SETTINGS_MODULE");
    const std::string& module = facts.settings[facts.live_settings].module;
    if (named != nullptr && !named->value->reveal().empty() && named->value->reveal() != module) {
        throw Error(Error::Kind::input, fmt::format("DJANGO_SETTINGS_MODULE names `{}`, and no such module is in {}",
                                                    escape_controls(named->value->reveal()), context.project.string()));
    }
    tell_misunderstood(context, facts.settings[facts.live_settings]);
    checks::Selection selection;
    selection.only = {"env/unset-at-runtime", "env/set-but-empty", "env/wrong-type"};
    return checks::judge(facts, selection);
}

void tell_unchecked(Context& context, const Error& reason) {
    if (context.is_quiet) return;
    context.terminal.tell(
        report::render_warning(reason, context.terminal.error_palette(), context.terminal.error_columns()));
    context.terminal.tell("the environment was not checked\n");
}

// True where a certain fact keeps the command from starting well. What can't be judged is said, and stops nothing.
bool is_refused(Context& context, Firmness firmness, std::string_view command) {
    try {
        const report::Report report = judge_contract(context);
        if (!report.worst()) return false;
        if (report.worst() < report::Severity::error && context.is_quiet) return false;
        context.terminal.tell(report::render_text(report, context.terminal.error_palette(), context.is_verbose,
                                                  context.terminal.error_columns()));
        if (report.worst() < report::Severity::error || firmness == Firmness::warn) return false;
    } catch (const Error& error) {
        tell_unchecked(context, error);
        return false;
    } catch (const std::exception& defect) {
        tell_unchecked(context, Error(Error::Kind::input, fmt::format("megactl has a defect: {}", defect.what())));
        return false;
    }
    const Error refusal = Error(Error::Kind::input, fmt::format("`{}` was not started", escape_controls(command)))
                              .help(fmt::format("{}=warn starts it all the same, {}=off does not look", switch_variable,
                                                switch_variable));
    context.terminal.tell(
        report::render_error(refusal, context.terminal.error_palette(), context.terminal.error_columns()));
    return true;
}

int run_env_run(Context& context, const Invocation& invocation) {
    const std::string& command = invocation.arguments.front();
    const Firmness firmness = firmness_of(context);
    if (firmness != Firmness::off && is_refused(context, firmness, command)) return 1;

    // What `--env-file` says was judged, so the command gets it; what the process has wins.
    for (const auto& [name, value] : context.environment)
        os::set_variable_if_unset(name, value);
    const int error_number = os::become(invocation.arguments);
    constexpr int not_executable = 126;
    constexpr int not_found = 127;
    const Error failure(Error::Kind::input,
                        fmt::format("can't start `{}`: {}", escape_controls(command), system_reason(error_number)));
    context.terminal.tell(
        report::render_error(failure, context.terminal.error_palette(), context.terminal.error_columns()));
    return error_number == ENOENT ? not_found : not_executable;
}

constexpr std::array arguments{
    Argument{.name = "COMMAND",
             .summary = "the program to become, with its arguments",
             .is_required = true,
             .is_repeatable = true,
             .takes_rest = true},
};

constexpr std::array examples{
    Example{"as the entry point of an image", "megactl env run -- gunicorn config.wsgi"},
    Example{"look, but never refuse", "MEGACTL_ENV_RUN=warn megactl env run -- python manage.py migrate"},
};

constexpr std::array exits{
    ExitNote{0, "never by itself: from here on the status is COMMAND's"},
    ExitNote{1, "the environment does not fit the settings, so COMMAND was not started"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "MEGACTL_ENV_RUN, megactl.toml or an env file is invalid"},
    ExitNote{126, "COMMAND can't be executed"},
    ExitNote{127, "COMMAND isn't there"},
};

}  // namespace

constinit const Command env_run{
    .path = "env run",
    .summary = "checks the runtime contract, then becomes COMMAND",
    .description =
        R"(Holds the environment of this process against what the settings read when they are imported, and then becomes COMMAND: the same process, the same signals, the same exit status.

It refuses only on certain facts: a variable that is unset, empty or of the wrong type where the settings read it at import. Everything else is said on stderr and stops nothing. Variables of `--env-file` are checked as well and handed on to COMMAND.

MEGACTL_ENV_RUN says how firm it is: `enforce` (the default) refuses, `warn` says what it found and goes on, `off` does not look.)",
    .arguments = arguments,
    .examples = examples,
    .exits = exits,
    .run = run_env_run,
};

}  // namespace megactl::cli::commands
