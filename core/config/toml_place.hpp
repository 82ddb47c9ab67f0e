#pragma once

#include "core/base/source.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::config {

// Where toml++ counts (lines and code points from 1, without a byte order mark), a text is addressed by bytes.
std::size_t toml_offset(const SourceText& source, std::size_t line, std::size_t column);

// A syntax error as people read it: what to mark, and the words under the carets.
struct TomlComplaint {
    Span span;
    std::string words;
};

// `description` is toml++'s own; `offset` where it stopped reading.
TomlComplaint toml_complaint(const SourceText& source, std::size_t offset, std::string_view description);

// The place of a dotted key with more parts than any setting could have; its length is the text's where there is none.
// toml++ limits how deep values nest, but not keys, and would leave the stack on a megabyte of `a.a.a…`.
Span endless_key(const SourceText& source);

}  // namespace megactl::config
