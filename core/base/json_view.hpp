#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl {

// A value within a JSON text, read in place: whoever passes it on passes on the very bytes it came in, with integers of
// any size and numbers as they were written.
//
// The text is checked once, by parse(); after that nothing here fails. Python's `NaN`, `Infinity` and `-Infinity` are
// numbers. A view ends with the text it looks into. Safe from every thread, like the text.
class JsonView {
public:
    enum class Kind { null, boolean, number, text, array, object };

    // The one value of `document`, which is UTF-8. Nesting beyond `depth` is refused; nothing recurses, and the time is
    // linear.
    static Result<JsonView> parse(std::string_view document, std::size_t depth = 256);

    Kind kind() const;
    bool is(Kind kind) const { return this->kind() == kind; }
    std::string_view raw() const { return raw_; }  // as it is written, without blanks around it

    // Of an object; nothing where this is none, or has no such member. Of two of one name the last counts, as in
    // Python.
    std::optional<JsonView> member(std::string_view name) const;
    // The text of a member; empty where there is no such text.
    std::string text_of(std::string_view name) const;
    // In their order, names decoded; empty where this is no object.
    std::vector<std::pair<std::string, JsonView>> members() const;
    std::vector<JsonView> elements() const;  // empty where this is no array

    // Each is nothing where the value is of another kind.
    std::optional<std::string> text() const;  // UTF-8; a lone surrogate becomes U+FFFD
    std::optional<bool> boolean() const;
    std::optional<std::int64_t> integer() const;  // nothing beyond 64 bits, or with a fraction or an exponent
    std::optional<double> number() const;

private:
    explicit JsonView(std::string_view raw) : raw_(raw) {}

    std::string_view raw_;
};

}  // namespace megactl
