#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl {

// Small questions about text that the standard library leaves open. ASCII only where letters or blanks are meant:
// the formats read here are defined on ASCII.

bool is_blank(char c);  // space or tab
bool is_space(char c);  // blank, or any of \n \r \f \v
bool is_digit(char c);
bool is_letter(char c);
// A letter, a digit or `_`: what a variable's name is made of after its first character.
bool is_name_character(char c);
// `[A-Za-z_][A-Za-z0-9_]*`
bool is_variable_name(std::string_view text);

std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool is_one_of(std::string_view word, std::span<const std::string_view> words);
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

// Views into `text`, which must outlive them.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);
// `a`, `a and b`, `a, b and c`
std::string join_words(std::span<const std::string> parts);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
// `1 file`, `2 files`; a thousand and more with thin groups: `12 000 files`.
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural);

// Code points; a byte that is not part of valid UTF-8 counts as one.
std::size_t character_count(std::string_view text);
// Bytes of the code point at the begin of `text` (1 where it is no UTF-8, 0 where it is empty).
std::size_t character_length(std::string_view text);
// The code point at the begin of `text`, which is not empty; U+FFFD where it is no UTF-8.
char32_t character_at(std::string_view text);
bool is_utf8(std::string_view text);
// For people and terminals: control characters and bytes that are no UTF-8 become `\xHH` (`\t`, `\n`, `\r` as such).
std::string escape_controls(std::string_view text);

}  // namespace megactl
