#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::tls {

// A stretch from a BEGIN line to its END line.
struct PemBlock {
    std::string_view label;  // "CERTIFICATE"; a view into the text, as the next one
    std::string_view text;   // with both lines
    std::size_t line = 0;    // of BEGIN
};

// Where the PEM blocks of a text lie, as OpenSSL looks for them: markers alone on their line, from its first column.
struct PemLayout {
    std::vector<PemBlock> blocks;
    std::size_t unclosed_line = 0;   // of the first BEGIN without its END; 0 where there is none
    std::size_t glued_line = 0;      // of the first line that holds an END and the next BEGIN
    std::size_t misplaced_line = 0;  // of the first `-----BEGIN ` that stands within a line
    std::size_t marked_line = 0;     // of the first BEGIN right behind a byte order mark
};

PemLayout pem_layout(std::string_view text);

// The text with the same lines, all of them empty but the markers: nothing of a key is left in it.
std::string markers_only(std::string_view text);

}  // namespace megactl::tls
