#pragma once

#include "core/links/click.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace megactl::links {

// What lies in one strand of a spool, for people: `serve spool`.
struct StrandSurvey {
    std::string id;
    std::string identity;      // the database and the broker it is for; empty where no segment has a whole header
    std::uint64_t clicks = 0;  // on disk; of the last of them the broker may have some already
    std::uint64_t bytes = 0;
    std::uint64_t torn = 0;  // bytes that were cut off and kept aside
    std::optional<celery::Time> oldest;
    bool is_held = false;  // by a living process
};

// Every strand of `folder`, by its id; changes nothing. Throws Error{input} where something of it can't be read; one
// that is not there holds nothing.
std::vector<StrandSurvey> survey_spool(const std::filesystem::path& folder);

}  // namespace megactl::links
