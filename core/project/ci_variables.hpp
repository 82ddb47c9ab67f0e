#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/workload.hpp"

#include <vector>

namespace megactl::project {

// The variables that a CI file sets for its jobs. They reach no image and no service by themselves: evidence of where
// a name is set, never a supply.
struct CiVariables {
    std::vector<GivenVariable> variables;
    std::vector<Misunderstanding> misunderstood;
};

// A workflow of GitHub Actions: `env` of the workflow, its jobs and steps, `build-args` of a step, and what a `run`
// adds to `$GITHUB_ENV`. Never fails.
CiVariables read_github_workflow(const Source& source);

// A `.gitlab-ci.yml`: `variables` of the pipeline and of its jobs. Never fails.
CiVariables read_gitlab_ci(const Source& source);

}  // namespace megactl::project
