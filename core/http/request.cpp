#include "core/http/request.hpp"

#include "core/base/text.hpp"
#include "core/http/head_parser.hpp"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace megactl::http {
namespace {

constexpr int bad_request = 400;
constexpr int line_too_long = 414;
constexpr int headers_too_large = 431;

}  // namespace

const Header* Request::find(std::string_view name) const {
    const auto backwards = std::views::reverse(headers());
    const auto found =
        std::ranges::find_if(backwards, [&](const Header& header) { return equal_ignoring_case(header.name, name); });
    return found == backwards.end() ? nullptr : &*found;
}

RequestReader::Progress RequestReader::refuse(int status) {
    status_ = status;
    return Progress::refused;
}

// The line that ends before the LF at `line_end`. False where it can't be one.
bool RequestReader::take_line(std::string_view input, std::size_t line_end) {
    const std::size_t size = line_end - line_begin_;
    // The length before the CR: a line that comes byte by byte is refused for its length as well.
    if (size > longest_line + 1) {
        status_ = lines_ == 0 ? line_too_long : headers_too_large;
        return false;
    }
    status_ = bad_request;
    if (size == 0 || input[line_end - 1] != '\r') return false;
    scanned_ = line_begin_ = static_cast<std::uint32_t>(line_end + 1);
    if (size == 1) {
        if (lines_ != 0) return is_at_end_ = true;
        if (begin_ != 0) return false;
        begin_ = line_begin_;
        return true;
    }
    ++lines_;
    status_ = headers_too_large;
    return lines_ <= most_headers + 1 && line_begin_ - begin_ <= longest_head;
}

RequestReader::Progress RequestReader::read(std::string_view input, Request& request) {
    while (!is_at_end_) {
        // A TLS handshake, or anything else that is no HTTP, is not waited for.
        if (scanned_ == begin_ && begin_ < input.size() && !is_token(input[begin_]) && input[begin_] != '\r') {
            return refuse(bad_request);
        }
        const void* line_end = std::memchr(input.data() + scanned_, '\n', input.size() - scanned_);
        if (line_end == nullptr) {
            scanned_ = static_cast<std::uint32_t>(input.size());
            if (scanned_ - line_begin_ <= longest_line + 1) return Progress::incomplete;
            return refuse(lines_ == 0 ? line_too_long : headers_too_large);
        }
        const auto place = static_cast<std::size_t>(static_cast<const char*>(line_end) - input.data());
        if (!take_line(input, place)) return Progress::refused;
    }
    const std::size_t size = scanned_;
    const int status = HeadParser(request).parse(input.substr(begin_, size - begin_));
    if (status != 0) return refuse(status);
    *this = RequestReader();
    head_size_ = static_cast<std::uint32_t>(size);
    return Progress::complete;
}

}  // namespace megactl::http
