#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/workload.hpp"

#include <vector>

namespace megactl::project {

// What the `env` of an app.json gives to every process of the app when it is set up. A variable without a value, or
// with an empty one, is asked for then, so its value is unknown.
struct AppJson {
    std::vector<GivenVariable> environment;
    std::vector<Misunderstanding> misunderstood;
};

// Never fails.
AppJson parse_app_json(const Source& source);

}  // namespace megactl::project
