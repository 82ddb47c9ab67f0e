#include "core/celery/pickle.hpp"

#include <bit>
#include <cstdint>
#include <limits>

namespace megactl::celery {

namespace {

void append_little_endian(std::string& out, std::uint64_t number, std::size_t width) {
    for (std::size_t byte = 0; byte < width; ++byte, number >>= 8U)
        out += static_cast<char>(number & 0xFFU);
}

void append_integer(std::string& out, std::int64_t number) {
    if (number >= 0 && number <= 0xFF) {
        out += 'K';
        append_little_endian(out, static_cast<std::uint64_t>(number), 1);
    } else if (number >= 0 && number <= 0xFFFF) {
        out += 'M';
        append_little_endian(out, static_cast<std::uint64_t>(number), 2);
    } else if (number >= std::numeric_limits<std::int32_t>::min() &&
               number <= std::numeric_limits<std::int32_t>::max()) {
        out += 'J';
        append_little_endian(out, static_cast<std::uint64_t>(number), 4);
    } else {
        out += "\x8A\x08";
        append_little_endian(out, static_cast<std::uint64_t>(number), 8);
    }
}

void append_float(std::string& out, double number) {
    out += 'G';
    const auto bits = std::bit_cast<std::uint64_t>(number);
    for (unsigned shift = 64; shift > 0; shift -= 8)  // the one number that is big-endian
        out += static_cast<char>((bits >> (shift - 8)) & 0xFFU);
}

void append_number(std::string& out, const JsonView& value) {
    if (const auto integer = value.integer()) {
        append_integer(out, *integer);
    } else if (value.raw().find_first_not_of("-0123456789") == std::string_view::npos) {
        // Beyond 64 bits: there is a form in digits, too.
        out.append("L").append(value.raw()).append("L\n");
    } else {
        append_float(out, value.number().value_or(0));
    }
}

void append_text(std::string& out, std::string_view text) {
    out += 'X';
    append_little_endian(out, text.size(), 4);
    out += text;
}

// As deep as JsonView lets a document be.
void append_value(std::string& out, const JsonView& value) {
    switch (value.kind()) {
        case JsonView::Kind::null: out += 'N'; break;
        case JsonView::Kind::boolean: out += value.boolean().value_or(false) ? '\x88' : '\x89'; break;
        case JsonView::Kind::number: append_number(out, value); break;
        case JsonView::Kind::text: append_text(out, value.text().value_or("")); break;
        case JsonView::Kind::array:
            out += "](";
            for (const JsonView& element : value.elements())
                append_value(out, element);
            out += 'e';
            break;
        case JsonView::Kind::object:
            out += "}(";
            for (const auto& [name, member] : value.members()) {
                append_text(out, name);
                append_value(out, member);
            }
            out += 'u';
            break;
    }
}

}  // namespace

std::string pickle_of(const JsonView& value) {
    std::string out = "\x80\x02";
    append_value(out, value);
    out += '.';
    return out;
}

}  // namespace megactl::celery
