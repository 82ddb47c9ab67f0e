#pragma once

#include "core/celery/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::inspect {

// Which messages a command means. What is not said holds for every message; what is said must hold altogether.
struct Filter {
    std::string task{};                                       // as `fnmatch`; empty: any
    std::vector<std::pair<std::size_t, std::string>> args{};  // position, and the value's text
    std::vector<std::pair<std::string, std::string>> kwargs{};
    std::optional<std::set<std::string, std::less<>>> ids{};
    std::optional<std::chrono::milliseconds> older{};  // sent longer ago than this
    std::optional<std::int64_t> retries{};             // exactly so many

    bool is_empty() const { return task.empty() && args.empty() && kwargs.empty() && !ids && !older && !retries; }
};

enum class Match {
    no,
    yes,
    ageless,  // all holds but the age, which the message does not tell
};

Match match(const Filter& filter, const celery::Message& message, celery::Time now);
// Of what can't be read: by what little is known of it.
Match match(const Filter& filter, const celery::Undecodable& message);

}  // namespace megactl::inspect
