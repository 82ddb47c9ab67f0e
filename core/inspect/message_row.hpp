#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace megactl::inspect {

// A waiting message as a line of a file: what `queue purge` and `queue export` write and `queue import` reads. Pure.
//
// The payload is kept byte for byte. Rows that were written together have a set and are numbered within it, so that
// whoever was killed over them can be told how far it had come.
struct MessageRow {
    std::string queue;
    int priority = 0;
    std::string payload;
    std::string set{};         // an id; empty where the row tells none
    std::uint64_t number = 0;  // from 1
};

std::string encode(const MessageRow& row);  // with its line end
Result<MessageRow> decode_row(std::string_view line);

}  // namespace megactl::inspect
