#include "cli/docs/help.hpp"

#include "cli/docs/layout.hpp"
#include "cli/docs/nouns.hpp"
#include "cli/docs/wording.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::cli::docs {
namespace {

using report::Ink;
using report::Palette;

constexpr std::size_t screen_of_examples = 3;

void title(Page& page, const Palette& palette, std::string_view words, std::string_view summary) {
    const std::string bold = palette.paint(Ink::bold, words);
    page.line(summary.empty() ? bold : fmt::format("{}: {}", bold, paint_code(summary, palette)));
}

void examples(Page& page, const Palette& palette, std::span<const Example> examples) {
    if (examples.empty()) return;
    page.headline("Examples");
    for (const Example& example : examples) {
        if (!example.summary.empty()) page.line("  " + palette.paint(Ink::dim, fmt::format("# {}", example.summary)));
        page.line("  " + palette.paint(Ink::command, example.command));
    }
}

void rows(Page& page, std::string_view headline, std::span<const Page::Row> rows) {
    if (rows.empty()) return;
    page.headline(headline);
    page.rows(rows);
}

bool shows_choices(std::string_view name) {
    return name.find('|') != std::string_view::npos;
}

std::string list_of_choices(std::span<const std::string_view> choices) {
    return choices.empty() ? std::string() : fmt::format(": {}", fmt::join(choices, ", "));
}

std::vector<Page::Row> argument_rows(const Command& command) {
    std::vector<Page::Row> rows;
    for (const Argument& argument : command.arguments) {
        std::string text(argument.summary);
        const std::string name = argument_text(argument);
        if (!shows_choices(name)) text += list_of_choices(argument.choices);
        rows.push_back({name, std::move(text)});
    }
    return rows;
}

std::vector<Page::Row> option_rows(const std::vector<Option>& options, const Catalogues& all) {
    std::vector<Page::Row> rows;
    for (const Option& option : options) {
        std::string text(summary_of(option, all));
        const std::string name = option_text(option, all);
        if (!shows_choices(name)) text += list_of_choices(choices_of(option, all));
        rows.push_back({name, std::move(text)});
    }
    return rows;
}

void detailed_options(Page& page, const Palette& palette, const Command& command, const Catalogues& all) {
    const std::vector<Option> options = own_options(command, all);
    if (options.empty()) return;
    page.headline("Options");
    for (const Option& option : options) {
        page.line("  " + palette.paint(Ink::command, option_text(option, all)));
        std::vector<std::string> sentences = option_details(option, all);
        sentences.insert(sentences.begin(), sentence(summary_of(option, all)));
        page.paragraph(join(sentences, " "), 6);
    }
}

void environment(Page& page, const Command& command, const Catalogues& all) {
    std::vector<Page::Row> lines;
    for (const VariableNote& note : variables_of(own_options(command, all), all)) {
        lines.push_back({std::string(note.variable), fmt::format("sets `{}`", note.option)});
    }
    rows(page, "Environment", lines);
}

void exits(Page& page, const Command& command) {
    std::vector<Page::Row> lines;
    for (const ExitNote& note : exits_of(command)) {
        lines.push_back({std::to_string(note.status), std::string(note.meaning)});
    }
    rows(page, "Exit status", lines);
}

void json_keys(Page& page, const Command& command) {
    std::vector<Page::Row> lines;
    for (const JsonKey& key : command.json_keys)
        lines.push_back({std::string(key.name), std::string(key.meaning)});
    rows(page, "JSON", lines);
}

// Of `serve`: `serve spool`.
void longer_commands(Page& page, const Command& command, const Catalogues& all) {
    std::vector<Page::Row> lines;
    for (const Command* other : visible_commands(all)) {
        if (!other->path.starts_with(fmt::format("{} ", command.path))) continue;
        lines.push_back({fmt::format("megactl {}", other->path), std::string(other->summary)});
    }
    rows(page, "Commands", lines);
}

// Groups in the table's order, "More" last; only those that have a noun.
std::vector<std::string_view> groups_of(const std::vector<std::string_view>& names) {
    std::vector<std::string_view> groups;
    const auto add = [&](std::string_view group) {
        const bool is_used = std::ranges::find(names, group, group_of) != names.end();
        if (is_used && std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    };
    for (const Noun& noun : nouns)
        add(noun.group);
    add("More");
    return groups;
}

std::vector<Page::Row> guide_rows(const Catalogues& all) {
    std::vector<Page::Row> lines;
    for (const Guide& guide : all.guides)
        lines.push_back({fmt::format("help {}", guide.name), std::string(guide.summary)});
    return lines;
}

// The first example of each group's first noun.
std::vector<Example> first_examples(const std::vector<std::string_view>& names, const Catalogues& all) {
    std::vector<Example> examples;
    for (const std::string_view group : groups_of(names)) {
        const auto noun = std::ranges::find(names, group, group_of);
        const std::span<const Example> own = verbs_of(*noun, all).front()->examples;
        if (!own.empty() && examples.size() < screen_of_examples) examples.push_back(own.front());
    }
    return examples;
}

}  // namespace

std::string usage_line(const Command& command) {
    std::string line = fmt::format("megactl {} [OPTIONS]", command.path);
    for (const Argument& argument : command.arguments) {
        if (argument.takes_rest) line += " [--]";
        const std::string text = argument_text(argument);
        line += argument.is_required ? " " + text : fmt::format(" [{}]", text);
    }
    return line;
}

std::string short_help(const Command& command, const Palette& palette, int width, const Catalogues& all) {
    Page page(palette, width);
    title(page, palette, fmt::format("megactl {}", command.path), command.summary);
    examples(page, palette, command.examples.first(std::min(command.examples.size(), screen_of_examples)));
    page.headline("Usage");
    page.line("  " + usage_line(command));
    if (!command.alias.empty()) page.line(fmt::format("  also `megactl {}`", command.alias));
    rows(page, "Arguments", argument_rows(command));
    rows(page, "Options", option_rows(own_options(command, all), all));
    longer_commands(page, command, all);
    page.empty_line();
    page.paragraph(
        fmt::format("`megactl {} --help` tells all; `megactl -h` shows the options of every command", command.path));
    return std::move(page).take();
}

std::string long_help(const Command& command, const Palette& palette, int width, const Catalogues& all) {
    Page page(palette, width);
    title(page, palette, fmt::format("megactl {}", command.path), command.summary);
    page.headline("Usage");
    page.hanging(synopsis_words(command, all), 2, 6);
    if (!command.alias.empty()) page.line(fmt::format("  also `megactl {}`", command.alias));
    if (!command.description.empty()) {
        page.headline("Description");
        const std::string_view shared = command.shared_description;
        page.prose(fmt::format("{}{}{}", command.description, shared.empty() ? "" : "\n\n", shared), 2);
    }
    rows(page, "Arguments", argument_rows(command));
    detailed_options(page, palette, command, all);
    longer_commands(page, command, all);
    rows(page, "Options of every command", option_rows(shared_options(all), all));
    environment(page, command, all);
    exits(page, command);
    json_keys(page, command);
    examples(page, palette, command.examples);
    return std::move(page).take();
}

std::string guide_text(const Guide& guide, const Palette& palette, int width) {
    Page page(palette, width);
    title(page, palette, fmt::format("megactl-{}(7)", guide.name), guide.summary);
    for (const GuideSection& section : read_guide(guide.markdown)) {
        page.headline(section.title.empty() ? "Description" : section.title);
        page.blocks(section.blocks, 2);
    }
    return std::move(page).take();
}

std::string overview(const Palette& palette, int width, const Catalogues& all) {
    Page page(palette, width);
    title(page, palette, "megactl", program_summary);
    const std::vector<std::string_view> names = nouns_of(all);
    examples(page, palette, first_examples(names, all));
    for (const std::string_view group : groups_of(names)) {
        std::vector<Page::Row> lines;
        for (const std::string_view name : names) {
            if (group_of(name) == group) lines.push_back({std::string(name), noun_summary(name, all)});
        }
        rows(page, group, lines);
    }
    rows(page, "Guides", guide_rows(all));
    rows(page, "Options of every command", option_rows(shared_options(all), all));
    page.empty_line();
    page.paragraph("`megactl COMMAND -h` shows a screen of help, `megactl help COMMAND` the manual's text");
    return std::move(page).take();
}

std::string noun_overview(std::string_view noun, const Palette& palette, int width, const Catalogues& all) {
    const std::vector<const Command*> verbs = verbs_of(noun, all);
    if (verbs.empty()) return {};
    Page page(palette, width);
    title(page, palette, fmt::format("megactl {}", noun), noun_summary(noun, all));
    std::vector<Page::Row> lines;
    std::vector<Example> firsts;
    for (const Command* command : verbs) {
        lines.push_back({fmt::format("megactl {}", command->path), std::string(command->summary)});
        if (!command->examples.empty()) firsts.push_back(command->examples.front());
    }
    firsts.resize(std::min(firsts.size(), screen_of_examples));
    examples(page, palette, firsts);
    rows(page, "Commands", lines);
    page.empty_line();
    page.paragraph(fmt::format("`megactl {} -h` shows a screen of help", verbs.front()->path));
    return std::move(page).take();
}

}  // namespace megactl::cli::docs
