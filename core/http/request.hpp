#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace megactl::http {

struct Header {
    std::string_view name;
    std::string_view value;  // without the blanks around it
};

// How many bytes follow a head.
enum class Framing { none, length, chunked };

constexpr std::size_t longest_line = 8 * std::size_t{1024};
constexpr std::size_t longest_head = 40 * std::size_t{1024};
constexpr std::size_t most_headers = 100;

// The head of a request, HTTP/1.1 or 1.0. Its views lie in the input of the reader that filled it.
//
// About 3 KiB: made once a thread, and filled again for each request.
class Request {
public:
    std::string_view method;
    std::string_view path;                 // as sent, begins with `/`
    std::string_view query;                // with its `?`, or empty
    std::optional<std::string_view> host;  // as sent; nothing is HTTP/1.0 without it
    bool keeps_alive = false;
    bool expects_continue = false;
    bool is_http_1_0 = false;
    bool is_secure = false;  // it came through TLS of this server
    Framing framing = Framing::none;
    std::uint64_t body_length = 0;  // where the framing is `length`

    std::span<const Header> headers() const { return {headers_.data(), header_count_}; }
    // The last one of that name, any case; nullptr where there is none.
    const Header* find(std::string_view name) const;

private:
    friend class HeadParser;
    std::array<Header, most_headers> headers_;
    std::size_t header_count_ = 0;
};

// Finds where a head ends, as its bytes come in, and has it parsed: strict, for what two parsers read differently is
// how requests are smuggled. Everything that RFC 9112 lets a server refuse is refused.
class RequestReader {
public:
    enum class Progress { incomplete, complete, refused };

    // `input` begins where the last request (with its body) ended; it is what the last call saw, and what came since.
    Progress read(std::string_view input, Request& request);
    // Of a complete head: its bytes. The reader is ready for the next request.
    std::size_t head_size() const { return head_size_; }
    // Of a refused one: 400, 414, 431 or 505. Nothing behind it may be parsed.
    int status() const { return status_; }

private:
    Progress refuse(int status);
    bool take_line(std::string_view input, std::size_t line_end);

    std::uint32_t begin_ = 0;  // behind the empty line that may stand before a request
    std::uint32_t scanned_ = 0;
    std::uint32_t line_begin_ = 0;
    std::uint32_t lines_ = 0;
    std::uint32_t head_size_ = 0;
    int status_ = 0;
    bool is_at_end_ = false;
};

}  // namespace megactl::http
