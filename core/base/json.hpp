#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl {

// Writes one JSON document, keys in the order they are given, indented by two for people who look at it.
// Bytes that are no UTF-8 are written as the text `\xHH`, so the document is always valid.
class JsonWriter {
public:
    // `compact` writes a document on one line, for listings with a line a row.
    explicit JsonWriter(bool compact = false) : compact_(compact) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(bool truth);
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(std::uint64_t number);
    JsonWriter& value(double number);
    JsonWriter& null();
    // A value that is JSON text already, as it is.
    JsonWriter& raw(std::string_view json);

    template <class T>
    JsonWriter& member(std::string_view name, const T& content) {
        return key(name).value(content);
    }
    // Null where the text is empty: not known, or not there.
    JsonWriter& member_or_null(std::string_view name, std::string_view text) {
        return text.empty() ? key(name).null() : member(name, text);
    }

    // The finished document, with a line end.
    std::string take() &&;

private:
    void before_value();
    void break_line();
    JsonWriter& begin(char bracket);
    JsonWriter& end(char bracket);

    bool compact_;
    std::string text_;
    std::vector<bool> has_members_;  // one entry an open bracket
    bool after_key_ = false;
};

// A document a line, one for each row: `write(json, row)` writes it.
template <class Rows, class Write>
std::string json_lines(const Rows& rows, const Write& write) {
    std::string lines;
    for (const auto& row : rows) {
        JsonWriter json(true);
        write(json, row);
        lines += std::move(json).take();
    }
    return lines;
}

}  // namespace megactl
