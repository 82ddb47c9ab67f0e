#pragma once

#include "core/report/palette.hpp"
#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/sources.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What `static collect` says of its work.
namespace megactl::cli::commands {

// All that the texts are made from.
struct CollectAccount {
    const staticfiles::CollectPlan& plan;
    const staticfiles::Packed& packed;
    std::span<const staticfiles::SourceFolder> sources;
    std::string root_name;
    std::optional<std::string> release{};        // that the root is now, with `--atomic`
    std::vector<std::string> pruned_releases{};  // removed, or to be
    bool prunes = false;
    bool is_dry_run = false;
    bool is_verbose = false;
    std::chrono::duration<double> took{};
};

// A line for each operation, with `-v` also for what is kept and shadowed. For a pipe: action, path and source,
// separated by tabs.
std::string plan_text(const CollectAccount& account, bool is_for_people);
// The counts: what was done, or what would be.
std::string collect_summary(const CollectAccount& account, const report::Palette& palette);
std::string collect_json(const CollectAccount& account);

}  // namespace megactl::cli::commands
