#pragma once

#include "core/http/request.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace megactl::http {

// Finds the end of a body without keeping it: a body must never be taken for the next request.
class BodySkipper {
public:
    enum class Progress { incomplete, complete, refused };

    BodySkipper() = default;
    BodySkipper(Framing framing, std::uint64_t length);

    // Takes what belongs to the body off the begin of `input`. Refused: a broken chunk, after which nothing may be
    // parsed, or more than `limit` bytes.
    Progress skip(std::string_view& input);

    // Is a part of it still to come?
    bool is_open() const { return state_ != State::done; }

    static constexpr std::uint64_t limit = 64 * std::uint64_t{1024};

private:
    enum class State { done, plain, size_begin, size, extension, size_lf, data, data_cr, data_lf, trailer, trailer_lf };

    void skip_data(std::string_view& input, State next);
    bool take(char c);  // a byte of the chunks' framing

    State state_ = State::done;
    std::uint64_t left_ = 0;
    std::uint64_t taken_ = 0;
    std::uint32_t trailer_line_ = 0;  // bytes of the trailer's line so far
};

}  // namespace megactl::http
