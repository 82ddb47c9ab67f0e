#pragma once

#include "cli/docs/prose.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::docs {

// A page that tells how something is done with many commands: `megactl help NAME` and megactl-NAME(7). Its source is a
// Markdown document in guides/, whose files and commands are tested as those of a transcript (tests/README.md).
struct Guide {
    std::string_view name;     // "deployment"
    std::string_view summary;  // without capital or full stop
    std::string_view markdown;
};

// The program's own, in the manual's order.
std::span<const Guide> guide_catalogue();

// "megactl-deployment.7"
std::string page_file(const Guide& guide);

struct GuideSection {
    std::string title;  // empty of what stands ahead of the first `## `
    std::vector<Block> blocks;
};

// Without the first headline, for the guide has a summary, and without what stands in comments (`<!--` to `-->`, each
// alone on its line), which only the test needs. A file is told by its name ahead of it; what commands print has no
// colours, and `…` for what may be otherwise.
std::vector<GuideSection> read_guide(std::string_view markdown);

}  // namespace megactl::cli::docs
