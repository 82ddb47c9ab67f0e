#pragma once

#include "cli/docs/catalogues.hpp"

#include <string>
#include <vector>

namespace megactl::cli::docs {

// A manual page in mdoc(7), under the name it is installed by.
struct ManualPage {
    std::string file;  // "megactl-env-check.1"
    std::string content;
};

// One page a command (hidden ones have none), megactl(1), megactl.toml(5), megactl-rules(7) and a page a guide. The
// same catalogues give the same bytes.
std::vector<ManualPage> manual(const Catalogues& all);

// What manual() is made of.
ManualPage command_page(const Command& command, const Catalogues& all);
ManualPage program_page(const Catalogues& all);
ManualPage settings_page(const Catalogues& all);
ManualPage rules_page(const Catalogues& all);
ManualPage guide_page(const Guide& guide, const Catalogues& all);

}  // namespace megactl::cli::docs
