#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl {

// A record of a CSV text, and the line it begins in.
struct CsvRecord {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

struct CsvProblem {
    std::size_t line = 0;
    std::string reason;
};

// Every record of a text as RFC 4180 has it, and as spreadsheets write it: fields parted by commas, quoted where they
// hold one; lines end with LF or CRLF; empty lines and a byte order mark are passed over. Linear.
tl::expected<std::vector<CsvRecord>, CsvProblem> parse_csv(std::string_view text);

// One record with its line end (LF); fields are quoted where they must be.
std::string csv_line(std::span<const std::string> fields);

}  // namespace megactl
