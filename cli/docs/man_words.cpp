#include "cli/docs/man_words.hpp"

#include "cli/docs/wording.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

namespace megactl::cli::docs {

std::string page_file(const Command& command) {
    return fmt::format("megactl-{}.1", replace_all(std::string(command.path), " ", "-"));
}

std::string mdoc_option(const Option& option, const Catalogues& all) {
    std::string text = fmt::format("Fl {}", mdoc_word(option.name.substr(1)));
    const std::string value = value_text(option, all);
    if (!value.empty()) text += fmt::format(" Ar {}", mdoc_word(value));
    return text;
}

void option_list(Mdoc& page, const std::vector<Option>& options, const Catalogues& all) {
    page.begin_list();
    for (const Option& option : options) {
        const std::string letter = option.letter == 0 ? "" : fmt::format("Fl {} , ", option.letter);
        page.item(letter + mdoc_option(option, all));
        const std::vector<std::string> details = option_details(option, all);
        page.text(fmt::format("{} {}", sentence(summary_of(option, all)), join(details, " ")));
    }
    page.end_list();
}

void example_list(Mdoc& page, std::span<const Example> examples) {
    for (const Example& example : examples) {
        std::string summary = sentence(example.summary);
        if (summary.ends_with('.')) summary.back() = ':';
        page.paragraph(summary);
        page.literal(fmt::format("$ {}", example.command));
    }
}

}  // namespace megactl::cli::docs
