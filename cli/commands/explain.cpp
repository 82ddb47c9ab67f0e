#include "cli/docs/explain.hpp"

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"

#include <array>

namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 2> formats{"text", "json"};

constexpr std::array arguments{
    Argument{.name = "RULE",
             .summary = "a rule's name, or a group's for its rules",
             .is_required = false,
             .completion = Completion::rules},
};

constexpr std::array examples{
    Example{.summary = "one rule", .command = "megactl explain env/unset-at-build"},
    Example{.summary = "the rules of a group", .command = "megactl explain tls"},
    Example{.summary = "every rule, as data", .command = "megactl explain --format json"},
};

constexpr std::array exits{
    ExitNote{.status = 0, .meaning = "it was explained"},
    ExitNote{.status = 2, .meaning = "there is no such rule and no such group"},
};

constexpr std::array json_keys{
    JsonKey{.name = "rules[].rule", .meaning = "the rule's name"},
    JsonKey{.name = "rules[].group", .meaning = "the first part of the name"},
    JsonKey{.name = "rules[].summary", .meaning = "the problem in one sentence"},
    JsonKey{.name = "rules[].severity.production", .meaning = "`error`, `warning` or `note`"},
    JsonKey{.name = "rules[].severity.development", .meaning = "the same for development"},
    JsonKey{.name = "rules[].phase", .meaning = "`build`, `runtime` or `any`"},
    JsonKey{.name = "rules[].needs", .meaning = "`repo`, `host`, `clock` or `network`: the scope it is judged in"},
    JsonKey{.name = "rules[].why", .meaning = "why it matters, in paragraphs"},
    JsonKey{.name = "rules[].wrong", .meaning = "an example that it speaks about"},
    JsonKey{.name = "rules[].right", .meaning = "the same example, mended"},
    JsonKey{.name = "rules[].fix", .meaning = "how to mend it, in paragraphs"},
};

int run(Context& context, const Invocation& invocation) {
    Terminal& terminal = context.terminal;
    const std::string name = invocation.arguments.empty() ? std::string() : invocation.arguments.front();
    const std::vector<const checks::Rule*> rules = docs::rules_named(name, checks::rule_catalogue());
    const report::Palette& palette = terminal.out_palette();
    if (invocation.value("--format") == "json") {
        terminal.print(docs::rules_json(rules));
    } else if (rules.size() == 1 && rules.front()->id == name) {
        terminal.print(docs::explain_rule(*rules.front(), palette, terminal.width()));
    } else if (terminal.out_is_terminal()) {
        terminal.print(docs::list_rules(rules, palette, terminal.width()));
    } else {
        terminal.print(docs::rule_rows(rules));
    }
    return 0;
}

}  // namespace

constinit const Command explain{
    .path = "explain",
    .summary = "tells what a rule means, why it matters and how to mend it",
    .description = R"(
Tells what a finding's rule is about: its severity in production and in development, what it leans on, why it matters, a
wrong and a right example, how to mend it and how to set it aside.

For a group, such as `env`, it lists the group's rules; without a name it lists all. In a pipe a line has the rule, its
severity in production, its severity in development and its sentence, parted by tabs.
)",
    .arguments = arguments,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .reads_settings = false,
    .run = run,
};

}  // namespace megactl::cli::commands
