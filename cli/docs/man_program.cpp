#include "cli/docs/man.hpp"
#include "cli/docs/man_words.hpp"
#include "cli/docs/wording.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace megactl::cli::docs {
namespace {

struct Entry {
    std::string_view name;
    std::string_view text;
};

constexpr std::string_view introduction = R"(
One program looks at a project and its deployment and says what will go wrong: variables that the build or the running
container lacks, certificates that don't fit, mounts that can't be read. It also does what Django's `collectstatic` does.

What a command answers goes to standard output, everything else to standard error. In a pipe there is no colour and
nothing is cut. `-` means standard input or output wherever a file is named. Durations read `250ms`, `10s`, `5m`, `2h`,
`7d`; sizes `64KiB`, `10MiB`. Secrets are never given by an option, and print as dots.

What a setting is, the first of these says:

- the option
- the variable in the process environment, unless `--no-env` is given
- the variable in a file given by `--env-file`, the last file first
- `megactl.toml`
- the default

`megactl config show` prints every setting with who said it.
)";

constexpr std::array environment{
    Entry{"NO_COLOR", "Where it is set and not empty, nothing is coloured. `--color` wins over it."},
    Entry{"CLICOLOR_FORCE", "Where it is set and not `0`, pipes get colour too."},
    Entry{"TERM", "Where it is `dumb`, nothing is coloured."},
    Entry{"PAGER", "Shows long prose in a terminal. Without it `less -FRX` does."},
    Entry{"CI", "Where it is set, checks judge the project's files alone, as `--scope repo` does."},
};

constexpr std::array files{
    Entry{"megactl.toml", "What the project has configured; looked for upward from the project's folder."},
    Entry{".env", "Checks read it as evidence of what a deployment will have, never as their own configuration."},
};

constexpr std::array statuses{
    Entry{"0", "It did what was asked; a check found nothing at or above `--fail-on`."},
    Entry{"1", "A check found something; a queried thing does not exist or is not as asked."},
    Entry{"2", "The command line is wrong."},
    Entry{"3", "An input, an output or the configuration can't be read or written, or is invalid."},
    Entry{"4", "A service can't be reached or refused."},
    Entry{"70", "A defect in megactl itself."},
    Entry{"126, 127", "`megactl env run` could not execute its command, or there is none of that name."},
    Entry{"128+N", "A signal N ended it."},
};

constexpr std::string_view diagnostics = R"(
A message is one sentence, and where they help some lines below it: `-->` the place, `seen` what was found there, `from`
who named the thing at fault, `help` a next step that can be pasted. A word that is nearly right is met with the right
one.
)";

void synopsis(Mdoc& page) {
    page.section("SYNOPSIS");
    page.macro("Nm", {"megactl"});
    page.raw(".Ar COMMAND");
    page.raw(".Op Ar OPTIONS");
    page.raw(".Op Ar ARGUMENTS");
    page.macro("Nm", {"megactl"});
    page.raw(".Fl h | Fl \\-help | Fl \\-version");
}

void commands(Mdoc& page, const Catalogues& all) {
    page.subsection("Commands");
    page.begin_list();
    for (const Command* command : visible_commands(all)) {
        const std::string file = page_file(*command);
        page.item(fmt::format("Xr {} 1", file.substr(0, file.size() - 2)));
        page.text(sentence(command->summary));
    }
    page.end_list();
}

void guides(Mdoc& page, const Catalogues& all) {
    if (all.guides.empty()) return;
    page.subsection("Guides");
    page.begin_list();
    for (const Guide& guide : all.guides) {
        page.item(fmt::format("Xr megactl-{} 7", guide.name));
        page.text(sentence(guide.summary));
    }
    page.end_list();
}

void entries(Mdoc& page, std::string_view macro, std::span<const Entry> entries) {
    page.begin_list();
    for (const Entry& entry : entries) {
        const std::string words = macro.empty() ? std::string(entry.name) : mdoc_word(entry.name);
        page.item(macro.empty() ? words : fmt::format("{} {}", macro, words));
        page.text(entry.text);
    }
    page.end_list();
}

void examples(Mdoc& page, const Catalogues& all) {
    page.section("EXAMPLES");
    std::vector<Example> firsts;
    for (const std::string_view noun : nouns_of(all)) {
        const std::span<const Example> own = verbs_of(noun, all).front()->examples;
        if (!own.empty()) firsts.push_back(own.front());
    }
    example_list(page, firsts);
}

}  // namespace

ManualPage program_page(const Catalogues& all) {
    Mdoc page(program_file, program_summary);
    synopsis(page);
    page.section("DESCRIPTION");
    page.prose(introduction);
    commands(page, all);
    guides(page, all);
    page.subsection("Options of every command");
    option_list(page, shared_options(all), all);
    page.section("ENVIRONMENT");
    entries(page, "Ev", environment);
    page.paragraph("The variables of the settings are told in");
    page.raw(".Xr megactl.toml 5 .");
    page.section("FILES");
    entries(page, "Pa", files);
    page.section("EXIT STATUS");
    entries(page, "", statuses);
    examples(page, all);
    page.section("DIAGNOSTICS");
    page.prose(diagnostics);
    std::vector<std::string> others{std::string(settings_file), std::string(rules_file)};
    for (const Guide& guide : all.guides)
        others.push_back(page_file(guide));
    for (const Command* command : visible_commands(all))
        others.push_back(page_file(*command));
    page.see_also(others);
    return {std::string(program_file), std::move(page).take()};
}

}  // namespace megactl::cli::docs
