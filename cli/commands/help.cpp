#include "cli/docs/help.hpp"

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/pager.hpp"
#include "core/base/closest.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <optional>

namespace megactl::cli::commands {
namespace {

constexpr std::array arguments{
    Argument{.name = "COMMAND",
             .summary = "the command, the first word of several, or a guide",
             .is_required = false,
             .is_repeatable = true,
             .completion = Completion::commands},
};

constexpr std::array examples{
    Example{.summary = "what there is", .command = "megactl help"},
    Example{.summary = "everything about one command", .command = "megactl help env check"},
    Example{.summary = "how a site is deployed", .command = "megactl help deployment"},
};

constexpr std::array exits{
    ExitNote{.status = 0, .meaning = "it was shown"},
    ExitNote{.status = 2, .meaning = "there is no such command"},
};

[[noreturn]] void refuse(const std::string& path, const docs::Catalogues& all) {
    std::vector<std::string_view> names = docs::nouns_of(all);
    for (const Command* command : docs::visible_commands(all))
        names.push_back(command->path);
    for (const docs::Guide& guide : all.guides)
        names.push_back(guide.name);
    const auto near = closest_match(path, names);
    throw Error(Error::Kind::usage, fmt::format("there is no command `{}`", escape_controls(path)))
        .help(near ? fmt::format("did you mean `megactl help {}`?", *near)
                   : std::string("`megactl help` lists all commands"));
}

std::string text_of(const std::string& path, const report::Palette& palette, int width) {
    if (path.empty()) return docs::overview(palette, width);
    const docs::Catalogues all = docs::catalogues();
    if (const Command* command = docs::find_command(path, all)) return docs::long_help(*command, palette, width, all);
    if (const docs::Guide* guide = docs::find_guide(path, all)) return docs::guide_text(*guide, palette, width);
    std::string text = docs::noun_overview(path, palette, width, all);
    if (text.empty()) refuse(path, all);
    return text;
}

int run(Context& context, const Invocation& invocation) {
    Terminal& terminal = context.terminal;
    const std::string text = text_of(join(invocation.arguments, " "), terminal.out_palette(), terminal.width());
    // Not from the context: help reads no settings, and so has no environment there.
    const char* pager = std::getenv("PAGER");
    show_prose(terminal, pager != nullptr ? std::optional<std::string>(pager) : std::nullopt, text);
    return 0;
}

}  // namespace

constinit const Command help{
    .path = "help",
    .summary = "shows what a command does, all commands, or a guide",
    .description = R"(
Shows the manual's text of a command. For the first word of several commands, such as `env`, it lists them; without a
word it lists everything. A guide tells a story of many commands: `deployment`, and `night` for two in the morning.

In a terminal the text goes through `$PAGER`, or `less -FRX` where that is not set. `megactl COMMAND -h` shows a screen
instead.
)",
    .arguments = arguments,
    .examples = examples,
    .exits = exits,
    .reads_settings = false,
    .run = run,
};

}  // namespace megactl::cli::commands
