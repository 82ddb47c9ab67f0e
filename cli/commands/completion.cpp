#include "cli/docs/completion.hpp"

#include "cli/commands/commands.hpp"
#include "cli/commands/project_compose.hpp"
#include "cli/commands/queue_workers.hpp"
#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "core/base/text.hpp"
#include "core/tasks/tasks.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>

namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> shell_names{"bash", "zsh", "fish"};

constexpr std::array completion_arguments{
    Argument{.name = "SHELL", .summary = "the shell it is for", .choices = shell_names},
};

constexpr std::array completion_examples{
    Example{.summary = "in bash, for this session", .command = "source <(megactl completion bash)"},
    Example{.summary = "in bash, for good",
            .command = "megactl completion bash > ~/.local/share/bash-completion/completions/megactl"},
    Example{.summary = "in zsh, for this session, after `compinit`", .command = "source <(megactl completion zsh)"},
    Example{.summary = "in fish, for good",
            .command = "megactl completion fish > ~/.config/fish/completions/megactl.fish"},
};

constexpr std::array completion_exits{
    ExitNote{.status = 0, .meaning = "the script was printed"},
};

constexpr std::array complete_arguments{
    Argument{.name = "KIND", .summary = "`rules`, `rule-groups`, `services`, `queues`, `workers` or `tasks`"},
    Argument{.name = "PREFIX", .summary = "what the values begin with", .is_required = false},
};

int print_script(Context& context, const Invocation& invocation) {
    const auto shells = docs::shells();
    const auto shell = std::ranges::find(shells, invocation.arguments.at(0), &docs::Shell::name);
    context.terminal.print(shell->script(docs::catalogues()));
    return 0;
}

// A shell puts them into its line as they are, so a name with a sign in it is left out; Compose has none.
bool is_plain(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return is_name_character(c) || c == '.' || c == '-'; });
}

std::string services(const Context& context, std::string_view prefix) {
    std::string text;
    const project::Compose compose = project_compose(context);
    for (const project::Service& service : compose.services) {
        if (service.name.starts_with(prefix) && is_plain(service.name)) text += service.name + "\n";
    }
    return text;
}

// The broker that `queue list` would show, unless it lets somebody wait who is typing.
class Asked {
public:
    explicit Asked(const Context& context) : settled_(context.terminal, context.clock) {
        prepare(settled_, Invocation{.command = &queue_list, .options = {}, .arguments = {}});
        named_.emplace(named_broker(settled_, Creation::refused));
        broker_ = named_->source.open();
        broker_->ping(std::chrono::steady_clock::now() + patience);
    }

    const Context& context() const { return settled_; }
    const std::optional<broker::ControlPlace>& control() const { return named_->control; }
    broker::Broker& broker() { return *broker_; }

    static constexpr std::chrono::milliseconds patience{500};

private:
    Context settled_;
    std::optional<NamedBroker> named_;
    std::unique_ptr<broker::Broker> broker_;
};

std::string queues(const Context& context, std::string_view prefix) {
    std::string text;
    for (const broker::QueueState& queue : Asked(context).broker().queues()) {
        if (queue.name.starts_with(prefix) && is_plain(queue.name)) text += queue.name + "\n";
    }
    return text;
}

std::string workers(const Context& context, std::string_view prefix) {
    const Asked asked(context);
    std::string text;
    if (!asked.control()) return text;
    for (const std::string& node : broker::nodes(*asked.control())) {
        const bool is_typed = std::ranges::all_of(node, [](char c) { return c == '@' || is_plain({&c, 1}); });
        if (node.starts_with(prefix) && is_typed) text += node + "\n";
    }
    return text;
}

// Those that workers tell, megactl itself and megactl.toml.
std::string task_names(const Context& context, std::string_view prefix) {
    const Asked asked(context);
    std::set<std::string, std::less<>> names = registered_with_workers(asked.control(), Asked::patience).tasks;
    for (const std::string& name : tasks::task_catalogue({}).names())
        names.insert(name);
    for (const config::OwnTask& task : asked.context().tasks)
        names.insert(task.name);
    std::string text;
    for (const std::string& name : names) {
        if (name.starts_with(prefix) && is_plain(name)) text += name + "\n";
    }
    return text;
}

std::string living_values(const Context& context, const std::vector<std::string>& arguments) {
    const std::string_view kind = arguments.empty() ? std::string_view() : arguments[0];
    const std::string_view prefix = arguments.size() < 2 ? std::string_view() : arguments[1];
    if (kind == "services") return services(context, prefix);
    if (kind == "queues") return queues(context, prefix);
    if (kind == "workers") return workers(context, prefix);
    if (kind == "tasks") return task_names(context, prefix);
    return docs::complete_rules(kind, prefix, checks::rule_catalogue()).value_or("");
}

// Whatever goes wrong: somebody is typing, and has asked for nothing.
int print_living_values(Context& context, const Invocation& invocation) {
    std::string text;
    try {
        text = living_values(context, invocation.arguments);
    } catch (const std::exception&) {
        text.clear();
    }
    context.terminal.print(text);
    return 0;
}

}  // namespace

constinit const Command completion{
    .path = "completion",
    .summary = "prints the completions for a shell",
    .description = R"(
Prints a script that completes commands, options and values for bash, zsh or fish. A package installs the scripts where
the shells look for them; this is for everybody else. The script asks `megactl` itself for rules, for the services of
`compose.yaml`, and for the queues, workers and tasks of the broker that the settings name.
)",
    .arguments = completion_arguments,
    .examples = completion_examples,
    .exits = completion_exits,
    .reads_settings = false,
    .run = print_script,
};

constinit const Command complete{
    .path = "__complete",
    .summary = "prints living values for the completions",
    .description = "",
    .arguments = complete_arguments,
    .is_hidden = true,
    .reads_settings = false,
    .run = print_living_values,
};

}  // namespace megactl::cli::commands
