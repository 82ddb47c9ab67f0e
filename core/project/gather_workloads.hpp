#pragma once

#include "core/project/facts.hpp"
#include "core/project/gather.hpp"
#include "core/project/tree.hpp"

#include <filesystem>

namespace megactl::project {

// Finds what supplies variables besides Docker and Compose: service units of systemd, manifests of Kubernetes, a
// Procfile with its app.json, the workflows of GitHub and GitLab. Fills `workloads`, `ci_variables` and
// `workloads_misunderstood`, and remembers the Dockerfiles that nothing names. A file that nobody named may be
// unreadable without harm.
void gather_workloads(const Tree& tree, const Question& question, Facts& facts);

// Is a file that was named in the place of a compose file one of Kubernetes' manifests instead: what
// `kustomize build | megactl env check --compose -` renders? Then it counts in the place of those in the tree.
bool is_manifest(const Tree& tree, const std::filesystem::path& file);

}  // namespace megactl::project
