#pragma once

#include "core/report/finding.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::report {

// Where a finding is, for formats that want every finding to be somewhere.
struct Place {
    std::string file;  // as people read it; the project itself is `.`
    // From 1, in characters; 0 where the finding is about a whole file. `end_column` is one past the last.
    std::size_t line = 0;
    std::size_t column = 0;
    std::size_t end_line = 0;
    std::size_t end_column = 0;
    std::string_view line_text;  // without blanks around it; ends with the finding's source
};

Place place_of(const Finding& finding);
Place place_of(const Location& at);

// `Dockerfile:37:12`, `certs/key.pem`
std::string text_of(const Place& place);

}  // namespace megactl::report
