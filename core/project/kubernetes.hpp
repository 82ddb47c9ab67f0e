#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/workload.hpp"

#include <vector>

namespace megactl::project {

// The containers that Kubernetes manifests describe, and what they are given.
struct Kubernetes {
    std::vector<Workload> workloads;
    std::vector<Misunderstanding> misunderstood;
};

// Could this be a manifest at all? A look at the text, so that other YAML need not be parsed.
bool may_be_manifest(const SourceText& file);

// Reads the manifests of a project together, since a container may take its variables from a ConfigMap or a Secret of
// another file: the one in its own folder, else the only one of that name. Where that is not in the tree, or where
// Kustomize or a template may still change something, the container's supply is open. Never fails; bounded.
Kubernetes read_kubernetes(const std::vector<Source>& files);

}  // namespace megactl::project
