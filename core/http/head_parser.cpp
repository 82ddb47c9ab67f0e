#include "core/http/head_parser.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace megactl::http {
namespace {

constexpr int bad_request = 400;
constexpr int version_not_supported = 505;

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

consteval std::array<bool, 256> characters(std::string_view more) {
    std::array<bool, 256> table{};
    for (const char c : letters_and_digits)
        table[static_cast<unsigned char>(c)] = true;
    for (const char c : more)
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr auto token_characters = characters("!#$%&'*+-.^_`|~");
// A name, an address in brackets, a port; nothing that could hide a second host or a user.
constexpr auto host_characters = characters("-._~!$&'()*+;=:[]%");

bool is_host(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return host_characters[static_cast<unsigned char>(c)]; });
}

bool is_target_character(char c) {
    return c > ' ' && c < '\x7f' && c != '#';
}

// A tab, a blank, what can be seen, and the bytes beyond ASCII that RFC 9110 calls obs-text.
bool is_value_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// Digits alone: no sign, no list, nothing beyond 2^63.
bool parse_length(std::string_view text, std::uint64_t& length) {
    if (text.empty() || !std::ranges::all_of(text, is_digit)) return false;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
    return failure == std::errc() && end == text.data() + text.size() &&
           length <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

bool is_token(char c) {
    return token_characters[static_cast<unsigned char>(c)];
}

int HeadParser::parse(std::string_view head) {
    request_.header_count_ = 0;
    request_.host.reset();
    request_.expects_continue = false;
    request_.framing = Framing::none;
    request_.body_length = 0;

    std::size_t end = head.find('\n');
    if (const int status = parse_request_line(head.substr(0, end - 1)); status != 0) return status;
    for (head.remove_prefix(end + 1); head.size() > 2; head.remove_prefix(end + 1)) {
        end = head.find('\n');
        if (!parse_header(head.substr(0, end - 1))) return bad_request;
    }
    if (!check_framing()) return bad_request;
    if (!has_host_ && !request_.is_http_1_0) return bad_request;
    request_.keeps_alive = request_.is_http_1_0 ? says_keep_alive_ && !says_close_ : !says_close_;
    return 0;
}

int HeadParser::parse_request_line(std::string_view line) {
    const std::size_t method_end = line.find(' ');
    const std::size_t target_end =
        method_end == std::string_view::npos ? std::string_view::npos : line.find(' ', method_end + 1);
    if (target_end == std::string_view::npos) return bad_request;
    request_.method = line.substr(0, method_end);
    if (request_.method.empty() || !std::ranges::all_of(request_.method, is_token) || request_.method == "CONNECT") {
        return bad_request;
    }
    if (!parse_target(line.substr(method_end + 1, target_end - method_end - 1))) return bad_request;

    const std::string_view version = line.substr(target_end + 1);
    request_.is_http_1_0 = version == "HTTP/1.0";
    if (request_.is_http_1_0 || version == "HTTP/1.1") return 0;
    const bool is_other = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                          version[6] == '.' && is_digit(version[7]);
    return is_other ? version_not_supported : bad_request;
}

bool HeadParser::parse_target(std::string_view target) {
    if (target.empty() || !std::ranges::all_of(target, is_target_character)) return false;
    if (target.front() != '/') {
        // The absolute form, which a proxy gets and any server must understand: its authority stands for Host.
        constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};
        const auto* const scheme = std::ranges::find_if(schemes, [&](std::string_view prefix) {
            return equal_ignoring_case(target.substr(0, prefix.size()), prefix);
        });
        if (scheme == schemes.end()) return false;
        target.remove_prefix(scheme->size());
        const std::size_t authority_end = std::min(target.find_first_of("/?"), target.size());
        const std::string_view authority = target.substr(0, authority_end);
        if (!is_host(authority)) return false;
        request_.host = authority;
        is_absolute_ = true;
        target.remove_prefix(authority_end);
    }
    const std::size_t query = std::min(target.find('?'), target.size());
    request_.path = query == 0 ? std::string_view("/") : target.substr(0, query);
    request_.query = target.substr(query);
    return true;
}

bool HeadParser::parse_header(std::string_view line) {
    const auto* const colon = std::ranges::find_if_not(line, is_token);
    if (colon == line.begin() || colon == line.end() || *colon != ':') return false;
    const auto name_size = static_cast<std::size_t>(colon - line.begin());
    const std::string_view value = line.substr(name_size + 1);
    if (!std::ranges::all_of(value, is_value_character)) return false;
    const Header header{line.substr(0, name_size), without_blanks(value)};
    request_.headers_[request_.header_count_++] = header;  // the reader has counted them
    return understand(header);
}

// What concerns the connection itself; every other header is for whoever answers.
bool HeadParser::understand(const Header& header) {
    if (equal_ignoring_case(header.name, "host")) {
        if (has_host_ || !is_host(header.value)) return false;
        has_host_ = true;
        if (!is_absolute_) request_.host = header.value;
    } else if (equal_ignoring_case(header.name, "content-length")) {
        if (has_length_ || !parse_length(header.value, request_.body_length)) return false;
        has_length_ = true;
    } else if (equal_ignoring_case(header.name, "transfer-encoding")) {
        if (is_chunked_ || request_.is_http_1_0 || !equal_ignoring_case(header.value, "chunked")) return false;
        is_chunked_ = true;
    } else if (equal_ignoring_case(header.name, "connection")) {
        understand_connection(header.value);
    } else if (equal_ignoring_case(header.name, "expect")) {
        request_.expects_continue = equal_ignoring_case(header.value, "100-continue");
    }
    return true;
}

void HeadParser::understand_connection(std::string_view value) {
    while (!value.empty()) {
        const std::size_t comma = std::min(value.find(','), value.size());
        const std::string_view word = without_blanks(value.substr(0, comma));
        says_close_ = says_close_ || equal_ignoring_case(word, "close");
        says_keep_alive_ = says_keep_alive_ || equal_ignoring_case(word, "keep-alive");
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
}

bool HeadParser::check_framing() {
    if (is_chunked_ && has_length_) return false;
    if (is_chunked_) request_.framing = Framing::chunked;
    if (has_length_ && request_.body_length > 0) request_.framing = Framing::length;
    return true;
}

}  // namespace megactl::http
