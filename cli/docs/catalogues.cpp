#include "cli/docs/catalogues.hpp"

#include "cli/docs/help.hpp"

namespace megactl::cli::docs {

Catalogues catalogues() {
    return {.commands = command_catalogue(),
            .global_options = global_options(),
            .settings = config::setting_catalogue(),
            .task_settings = config::task_setting_catalogue(),
            .rules = checks::rule_catalogue(),
            .guides = guide_catalogue()};
}

std::string short_help(const Command& command, const report::Palette& palette, int width) {
    return short_help(command, palette, width, catalogues());
}

std::string long_help(const Command& command, const report::Palette& palette, int width) {
    return long_help(command, palette, width, catalogues());
}

std::string overview(const report::Palette& palette, int width) {
    return overview(palette, width, catalogues());
}

std::string noun_overview(std::string_view noun, const report::Palette& palette, int width) {
    return noun_overview(noun, palette, width, catalogues());
}

}  // namespace megactl::cli::docs
