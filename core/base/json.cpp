#include "core/base/json.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl {
namespace {

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
        length = character_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        switch (first) {
            case '"': out += "\\\""; continue;
            case '\\': out += "\\\\"; continue;
            case '\n': out += "\\n"; continue;
            case '\r': out += "\\r"; continue;
            case '\t': out += "\\t"; continue;
            default: break;
        }
        if (first < 0x20 || first == 0x7F) {
            out += fmt::format("\\u{:04x}", first);
        } else if (length == 1 && first >= 0x80) {
            out += fmt::format("\\\\x{:02X}", first);
        } else {
            out += text.substr(0, length);
        }
    }
    out += '"';
}

}  // namespace

void JsonWriter::break_line() {
    if (compact_) return;
    text_ += '\n';
    text_.append(2 * has_members_.size(), ' ');
}

void JsonWriter::before_value() {
    if (std::exchange(after_key_, false) || has_members_.empty()) return;
    if (has_members_.back()) text_ += compact_ ? ", " : ",";
    has_members_.back() = true;
    break_line();
}

JsonWriter& JsonWriter::begin(char bracket) {
    before_value();
    text_ += bracket;
    has_members_.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
    const bool had_members = has_members_.back();
    has_members_.pop_back();
    if (had_members) break_line();
    text_ += bracket;
    return *this;
}

JsonWriter& JsonWriter::begin_object() {
    return begin('{');
}
JsonWriter& JsonWriter::end_object() {
    return end('}');
}
JsonWriter& JsonWriter::begin_array() {
    return begin('[');
}
JsonWriter& JsonWriter::end_array() {
    return end(']');
}

JsonWriter& JsonWriter::key(std::string_view name) {
    before_value();
    append_quoted(text_, name);
    text_ += ": ";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    before_value();
    append_quoted(text_, text);
    return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
    before_value();
    text_ += truth ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
    before_value();
    text_ += std::to_string(number);
    return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
    before_value();
    text_ += std::to_string(number);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    before_value();
    text_ += fmt::format("{}", number);
    return *this;
}

JsonWriter& JsonWriter::null() {
    before_value();
    text_ += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    before_value();
    text_ += json;
    return *this;
}

std::string JsonWriter::take() && {
    text_ += '\n';
    return std::move(text_);
}

}  // namespace megactl
