#include "cli/docs/guide.hpp"
#include "cli/docs/man.hpp"
#include "cli/docs/man_words.hpp"
#include "core/base/text.hpp"

namespace megactl::cli::docs {

ManualPage guide_page(const Guide& guide, const Catalogues& all) {
    Mdoc page(page_file(guide), guide.summary);
    for (const GuideSection& section : read_guide(guide.markdown)) {
        page.section(section.title.empty() ? "DESCRIPTION" : upper(section.title));
        page.blocks(section.blocks);
    }
    std::vector<std::string> others{std::string(program_file), std::string(settings_file), std::string(rules_file)};
    for (const Guide& other : all.guides) {
        if (other.name != guide.name) others.push_back(page_file(other));
    }
    page.see_also(others);
    return {page_file(guide), std::move(page).take()};
}

}  // namespace megactl::cli::docs
