#include "core/project/shell_condition.hpp"

#include "core/base/glob.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace megactl::project {
namespace {

using Words = std::span<const TestWord>;

ShellStatus status_if(bool is_true) {
    return is_true ? ShellStatus::success : ShellStatus::failure;
}

bool is_decided(ShellStatus status) {
    return status == ShellStatus::success || status == ShellStatus::failure;
}

std::optional<long long> whole_number(std::string_view text) {
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

ShellStatus compare_numbers(std::string_view sign, std::string_view left_text, std::string_view right_text) {
    const auto left = whole_number(left_text);
    const auto right = whole_number(right_text);
    if (!left || !right) return ShellStatus::open;
    if (sign == "-eq") return status_if(*left == *right);
    if (sign == "-ne") return status_if(*left != *right);
    if (sign == "-lt") return status_if(*left < *right);
    if (sign == "-le") return status_if(*left <= *right);
    if (sign == "-gt") return status_if(*left > *right);
    if (sign == "-ge") return status_if(*left >= *right);
    return ShellStatus::open;
}

bool is_equal(const std::string& value, const TestWord& word, bool takes_patterns) {
    return takes_patterns && word.is_pattern ? matches_fnmatch(*word.value, value) : value == *word.value;
}

ShellStatus compare(const TestWord& left, std::string_view sign, const TestWord& right, bool takes_patterns) {
    if (!left.value || !right.value) return ShellStatus::open;
    if (sign == "=" || sign == "==") return status_if(is_equal(*left.value, right, takes_patterns));
    if (sign == "!=") return status_if(!is_equal(*left.value, right, takes_patterns));
    return compare_numbers(sign, *left.value, *right.value);
}

// Of one expression, without `-a` and `-o`.
ShellStatus status_of_one(Words words, bool takes_patterns) {
    bool is_negated = false;
    while (words.size() > 1 && words.front().sign == "!") {
        is_negated = !is_negated;
        words = words.subspan(1);
    }
    ShellStatus status = ShellStatus::open;
    if (words.size() == 1 && words[0].value) {
        status = status_if(!words[0].value->empty());
    } else if (words.size() == 2 && words[1].value && is_one_of(words[0].sign, {"-n", "-z"})) {
        status = status_if(words[1].value->empty() == (words[0].sign == "-z"));
    } else if (words.size() == 3) {
        status = compare(words[0], words[1].sign, words[2], takes_patterns);
    }
    return is_negated ? negated(status) : status;
}

// The parts between the words of a sign: one that ends as `decisive` decides, as `&&` and `||` do.
template <class StatusOfPart>
ShellStatus status_of_parts(Words words, std::string_view sign, ShellStatus decisive, const StatusOfPart& status_of) {
    ShellStatus whole = negated(decisive);
    for (;;) {
        const auto end = std::ranges::find(words, sign, &TestWord::sign);
        const auto size = static_cast<std::size_t>(end - words.begin());
        const ShellStatus part = status_of(words.first(size));
        if (part == decisive) return decisive;
        if (!is_decided(part)) whole = ShellStatus::open;
        if (end == words.end()) return whole;
        words = words.subspan(size + 1);
    }
}

}  // namespace

ShellStatus negated(ShellStatus status) {
    switch (status) {
        case ShellStatus::success: return ShellStatus::failure;
        case ShellStatus::failure: return ShellStatus::success;
        case ShellStatus::open:
        case ShellStatus::assumed: break;
    }
    return ShellStatus::open;
}

ShellStatus status_of_test(std::span<const TestWord> words, bool takes_patterns) {
    return status_of_parts(words, "-o", ShellStatus::success, [&](Words alternative) {
        return status_of_parts(alternative, "-a", ShellStatus::failure,
                               [&](Words one) { return status_of_one(one, takes_patterns); });
    });
}

ShellStatus status_of_patterns(const std::optional<std::string>& value, std::span<const TestWord> patterns) {
    ShellStatus status = ShellStatus::failure;
    for (const TestWord& pattern : patterns) {
        if (pattern.sign == "*") return ShellStatus::success;
        if (!value || !pattern.value) {
            status = ShellStatus::open;
        } else if (is_equal(*value, pattern, true)) {
            return ShellStatus::success;
        }
    }
    return status;
}

}  // namespace megactl::project
