#include "core/http/body.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::http {
namespace {

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
}

}  // namespace

BodySkipper::BodySkipper(Framing framing, std::uint64_t length) : left_(length) {
    if (framing == Framing::length) state_ = State::plain;
    if (framing == Framing::chunked) state_ = State::size_begin;
}

void BodySkipper::skip_data(std::string_view& input, State next) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
    input.remove_prefix(count);
    left_ -= count;
    taken_ += count;
    if (left_ == 0) state_ = next;
}

BodySkipper::Progress BodySkipper::skip(std::string_view& input) {
    while (state_ != State::done) {
        if (taken_ + left_ > limit) return Progress::refused;
        if (input.empty()) return Progress::incomplete;
        if (state_ == State::plain || state_ == State::data) {
            skip_data(input, state_ == State::plain ? State::done : State::data_cr);
            continue;
        }
        if (!take(input.front())) return Progress::refused;
        input.remove_prefix(1);
        ++taken_;
    }
    return Progress::complete;
}

bool BodySkipper::take(char c) {
    const auto expect = [&](char wanted, State next) {
        state_ = next;
        return c == wanted;
    };
    switch (state_) {
        case State::size_begin:
        case State::size: {
            const int digit = hex_value(c);
            if (digit >= 0) {
                left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
                state_ = State::size;
                return left_ <= limit;
            }
            if (state_ == State::size_begin) return false;
            if (c == ';') return expect(';', State::extension);
            return expect('\r', State::size_lf);
        }
        case State::extension:
            if (is_plain(c)) return true;
            return expect('\r', State::size_lf);
        case State::size_lf: trailer_line_ = 0; return expect('\n', left_ == 0 ? State::trailer : State::data);
        case State::data_cr: return expect('\r', State::data_lf);
        case State::data_lf: return expect('\n', State::size_begin);
        case State::trailer:
            if (is_plain(c)) {
                ++trailer_line_;
                return true;
            }
            return expect('\r', State::trailer_lf);
        case State::trailer_lf: {
            const bool is_last = trailer_line_ == 0;
            trailer_line_ = 0;
            return expect('\n', is_last ? State::done : State::trailer);
        }
        case State::plain:
        case State::data:
        case State::done: break;
    }
    return false;
}

}  // namespace megactl::http
