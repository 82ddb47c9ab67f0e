#pragma once

#include "core/staticfiles/plan.hpp"
#include "core/staticfiles/releases.hpp"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// The part of `static collect` that takes away what old releases needed.
namespace megactl::cli {

class Context;
struct Invocation;

namespace commands {

// How many releases `--prune` leaves; nothing where it isn't asked for. Throws Error{usage}.
std::optional<std::size_t> kept_releases(const Invocation& invocation, bool has_manifest);

// Adds what goes to a plan whose hashed files are known.
void plan_prune_as_asked(const Context& context, staticfiles::CollectPlan& plan, const staticfiles::Releases& releases,
                         std::size_t keep, const std::stop_token& stop);

// The releases that go when `keep` stay, among them one that is about to be made if `is_one_made`.
std::vector<std::string> outdated_releases(const staticfiles::Releases& releases, std::size_t keep, bool is_one_made);

}  // namespace commands

}  // namespace megactl::cli
