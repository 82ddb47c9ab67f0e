#pragma once

#include "core/base/source.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::config {

// `$NAME` or `${NAME…}` that was looked up while a template was filled.
struct TemplateUse {
    std::string name;
    std::string operation;  // `:-`, `-`, `:?`, `?`, `:+` or `+`; empty for a plain one
    std::string word;       // what follows the operator, as written
    Span span;              // in the template
};

// Why a template can't be filled: bad grammar, an unmet `:?`, or a result without measure.
struct TemplateError {
    Span span;  // in the template
    std::string reason;
    std::string variable;  // of an unmet `:?`
    bool is_too_large = false;
};

struct FilledTemplate {
    std::string text;
    std::vector<TemplateUse> uses;  // in order; the first thousand
    std::optional<TemplateError> error;
};

using TemplateLookup = std::function<std::optional<std::string>(std::string_view)>;

// Fills a text as Compose does, in compose files and in env files: `$$`, `$NAME`, `${NAME}`, `${NAME:-word}` and its
// kin. A word is filled in turn, and only where it is needed. Linear in the text and the result, which may not grow
// beyond `limit` bytes.
FilledTemplate fill_template(std::string_view text, const TemplateLookup& lookup, std::size_t limit);

}  // namespace megactl::config
