#pragma once

#include "core/http/request.hpp"

#include <string_view>

namespace megactl::http {

// RFC 9110, 5.6.2: what names of methods and headers are made of.
bool is_token(char c);

// Parses a whole head, whose lines end in CR LF and whose last line is empty.
class HeadParser {
public:
    explicit HeadParser(Request& request) : request_(request) {}

    // 0, or the status to refuse it with.
    int parse(std::string_view head);

private:
    int parse_request_line(std::string_view line);
    bool parse_target(std::string_view target);
    bool parse_header(std::string_view line);
    bool understand(const Header& header);
    void understand_connection(std::string_view value);
    bool check_framing();

    Request& request_;
    bool is_absolute_ = false;
    bool has_host_ = false;
    bool has_length_ = false;
    bool is_chunked_ = false;
    bool says_close_ = false;
    bool says_keep_alive_ = false;
};

}  // namespace megactl::http
