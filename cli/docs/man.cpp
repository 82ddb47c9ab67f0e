#include "cli/docs/man.hpp"

#include "cli/docs/man_words.hpp"

namespace megactl::cli::docs {

std::vector<ManualPage> manual(const Catalogues& all) {
    std::vector<ManualPage> pages{program_page(all)};
    for (const Command* command : visible_commands(all))
        pages.push_back(command_page(*command, all));
    pages.push_back(settings_page(all));
    pages.push_back(rules_page(all));
    for (const Guide& guide : all.guides)
        pages.push_back(guide_page(guide, all));
    return pages;
}

}  // namespace megactl::cli::docs
