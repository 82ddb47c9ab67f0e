#include "cli/docs/man.hpp"
#include "cli/docs/man_words.hpp"
#include "cli/docs/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

void synopsis(Mdoc& page, const Command& command, const Catalogues& all) {
    page.section("SYNOPSIS");
    page.macro("Nm", {fmt::format("megactl {}", command.path)});
    for (const Option& option : own_options(command, all)) {
        page.raw(fmt::format(".Op {}{}", mdoc_option(option, all), option.is_repeatable ? " ..." : ""));
    }
    for (const Argument& argument : command.arguments) {
        if (argument.takes_rest) page.raw(".Op Fl \\-");
        page.raw(fmt::format("{} {}", argument.is_required ? ".Ar" : ".Op Ar", mdoc_word(argument_text(argument))));
    }
}

void argument_list(Mdoc& page, const Command& command) {
    if (command.arguments.empty()) return;
    page.paragraph("The arguments are as follows:");
    page.begin_list();
    for (const Argument& argument : command.arguments) {
        page.item(fmt::format("Ar {}", mdoc_word(argument_text(argument))));
        const std::string choices =
            argument.choices.empty() ? "" : fmt::format(" One of {}.", quoted_words(argument.choices, ", "));
        page.text(sentence(argument.summary) + choices);
    }
    page.end_list();
}

void description(Mdoc& page, const Command& command, const Catalogues& all) {
    page.section("DESCRIPTION");
    page.prose(command.description.empty() ? sentence(command.summary) : std::string(command.description));
    if (!command.shared_description.empty()) page.prose(command.shared_description);
    if (!command.alias.empty()) page.paragraph(fmt::format("Also called `megactl {}`.", command.alias));
    argument_list(page, command);
    const std::vector<Option> options = own_options(command, all);
    if (!options.empty()) {
        page.paragraph("The options are as follows:");
        option_list(page, options, all);
    }
    page.paragraph("The options of every command are told in");
    page.raw(".Xr megactl 1 .");
}

void json_keys(Mdoc& page, const Command& command) {
    if (command.json_keys.empty()) return;
    page.subsection("JSON");
    page.paragraph("With `--format json` the document has these keys; later releases may add to them:");
    page.begin_list();
    for (const JsonKey& key : command.json_keys) {
        page.item(fmt::format("Va {}", mdoc_word(key.name)));
        page.text(sentence(key.meaning));
    }
    page.end_list();
}

void environment(Mdoc& page, const std::vector<VariableNote>& variables) {
    if (variables.empty()) return;
    page.section("ENVIRONMENT");
    page.begin_list();
    for (const VariableNote& note : variables) {
        page.item(fmt::format("Ev {}", mdoc_word(note.variable)));
        page.text(fmt::format("What `{}` sets: {}.", note.option, note.summary));
    }
    page.end_list();
}

void files(Mdoc& page) {
    page.section("FILES");
    page.begin_list();
    page.item("Pa megactl.toml");
    page.text("What the project has configured; see");
    page.raw(".Xr megactl.toml 5 .");
    page.end_list();
}

void exit_status(Mdoc& page, const Command& command) {
    page.section("EXIT STATUS");
    page.begin_list();
    for (const ExitNote& note : exits_of(command)) {
        page.item(std::to_string(note.status));
        page.text(sentence(note.meaning));
    }
    page.end_list();
}

bool reports_findings(const Command& command) {
    return std::ranges::any_of(command.json_keys, [](const JsonKey& key) { return key.name.starts_with("findings"); });
}

void diagnostics(Mdoc& page, const Command& command) {
    if (!reports_findings(command)) return;
    page.section("DIAGNOSTICS");
    page.paragraph(
        "Every finding names its rule in brackets, as in `error[env/unset-at-build]`. "
        "`megactl explain RULE` tells what it means, how to mend it and how to set it aside.");
}

void see_also(Mdoc& page, const Command& command, bool has_settings, const Catalogues& all) {
    std::vector<std::string> pages{std::string(program_file)};
    for (const Command* other : verbs_of(noun_of(command), all)) {
        if (other != &command) pages.push_back(page_file(*other));
    }
    if (has_settings) pages.emplace_back(settings_file);
    const bool names_rules = std::ranges::any_of(own_options(command, all), [](const Option& option) {
        return option.completion == Completion::rules || option.completion == Completion::rule_groups;
    });
    if (names_rules || reports_findings(command)) pages.emplace_back(rules_file);
    page.see_also(pages);
}

}  // namespace

ManualPage command_page(const Command& command, const Catalogues& all) {
    const std::vector<Option> options = own_options(command, all);
    const bool has_settings =
        std::ranges::any_of(options, [&](const Option& option) { return setting_of(option, all) != nullptr; });
    ManualPage result{page_file(command), {}};
    Mdoc page(result.file, command.summary);
    synopsis(page, command, all);
    description(page, command, all);
    json_keys(page, command);
    environment(page, variables_of(options, all));
    if (has_settings) files(page);
    exit_status(page, command);
    if (!command.examples.empty()) page.section("EXAMPLES");
    example_list(page, command.examples);
    diagnostics(page, command);
    see_also(page, command, has_settings, all);
    result.content = std::move(page).take();
    return result;
}

}  // namespace megactl::cli::docs
