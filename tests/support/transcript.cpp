#include "tests/support/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>
#include <utility>

namespace megactl::tests {

namespace {

constexpr std::string_view any_lines = "...";
constexpr std::string_view any_text = "<any>";
constexpr std::string_view no_line_end = " (no line end)";

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

std::vector<std::string> split_words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// `[3]`
std::optional<int> status_in(std::string_view line) {
    if (line.size() < 3 || line.front() != '[' || line.back() != ']') return std::nullopt;
    return number_in<int>(line.substr(1, line.size() - 2));
}

void drop_empty_end(std::vector<std::string>& lines) {
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
}

std::size_t fence_length(std::string_view line) {
    const std::size_t end = std::min(line.find_first_not_of('`'), line.size());
    return end >= 3 ? end : 0;
}

class Parser {
public:
    explicit Parser(std::string_view text) { result_.lines = split_lines(text); }

    Transcript parse() {
        Case common{.name = "the whole file", .parts = {}};
        Case* current = &common;
        std::vector<Case> sections;
        while (at_ < lines().size()) {
            const std::string& line = lines()[at_];
            if (fence_length(line) > 0) {
                block(*current);
                continue;
            }
            if (line.starts_with("## ")) {
                sections.push_back({.name = line.substr(3), .parts = {}});
                current = &sections.back();
            }
            ++at_;
        }
        collect(std::move(common), std::move(sections));
        return std::move(result_);
    }

private:
    const std::vector<std::string>& lines() const { return result_.lines; }

    void mistake(std::size_t line, std::string reason) { result_.mistakes.push_back({line + 1, std::move(reason)}); }

    // Files ahead of the first section belong to every case; commands there are a case of their own.
    void collect(Case common, std::vector<Case> sections) {
        std::vector<std::variant<CaseFile, Step>> files;
        for (const auto& part : common.parts) {
            if (std::holds_alternative<CaseFile>(part)) files.push_back(part);
        }
        if (files.size() < common.parts.size()) result_.cases.push_back(std::move(common));
        for (Case& section : sections) {
            const bool has_steps = std::any_of(section.parts.begin(), section.parts.end(),
                                               [](const auto& part) { return std::holds_alternative<Step>(part); });
            if (!has_steps) continue;
            section.parts.insert(section.parts.begin(), files.begin(), files.end());
            result_.cases.push_back(std::move(section));
        }
        if (result_.cases.empty() && result_.mistakes.empty())
            mistake(0, "there is no `console` block: nothing to run");
    }

    void block(Case& into) {
        const std::size_t open = at_;
        const std::size_t length = fence_length(lines()[open]);
        const std::vector<std::string> words = split_words(lines()[open].substr(length));
        std::size_t end = open + 1;
        while (end < lines().size() && !closes(lines()[end], length))
            ++end;
        at_ = std::min(end + 1, lines().size());
        if (end == lines().size()) {
            mistake(open, "the block is never closed");
        } else if (!words.empty() && words[0] == "console") {
            steps(words, open, end, into);
        } else if (words.size() == 2) {
            file(words[1], open, end, into);
        } else if (words.size() > 2) {
            mistake(open, "a block is named `LANGUAGE PATH`, `console` or `console terminal COLUMNS`");
        }
    }

    static bool closes(std::string_view line, std::size_t length) {
        const std::size_t ticks = fence_length(line);
        return ticks >= length && line.find_first_not_of(" \t", ticks) == std::string_view::npos;
    }

    void file(const std::string& path, std::size_t open, std::size_t end, Case& into) {
        const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
        if (normal.is_absolute() || *normal.begin() == "..") {
            mistake(open, "`" + path + "` is outside of the case's folder");
            return;
        }
        std::string content;
        for (std::size_t index = open + 1; index < end; ++index)
            content += lines()[index] + "\n";
        into.parts.emplace_back(CaseFile{path, std::move(content)});
    }

    void steps(const std::vector<std::string>& words, std::size_t open, std::size_t end, Case& into) {
        std::optional<unsigned short> columns;
        if (words.size() == 3 && words[1] == "terminal") columns = number_in<unsigned short>(words[2]);
        if (words.size() > 1 && !columns) {
            mistake(open, "a `console` block may only be followed by `terminal COLUMNS`");
            return;
        }
        std::size_t index = open + 1;
        while (index < end && !lines()[index].starts_with("$ ")) {
            if (!lines()[index].empty()) mistake(index, "output without a command: commands begin with `$ `");
            ++index;
        }
        while (index < end)
            into.parts.emplace_back(step(index, end, columns));
    }

    Step step(std::size_t& index, std::size_t end, std::optional<unsigned short> columns) {
        Step step{.command = lines()[index].substr(2), .expected = {}, .columns = columns, .line = index + 1};
        ++index;
        while (index < end && lines()[index].starts_with("> "))
            step.command.append("\n").append(lines()[index++], 2);
        step.output_begin = index;
        while (index < end && !lines()[index].starts_with("$ "))
            step.expected.push_back(lines()[index++]);
        drop_empty_end(step.expected);
        step.output_end = step.output_begin + step.expected.size();
        if (step.expected.empty()) return step;
        if (const auto status = status_in(step.expected.back())) {
            step.status = *status;
            step.expected.pop_back();
            drop_empty_end(step.expected);
        }
        return step;
    }

    Transcript result_;
    std::size_t at_ = 0;
};

bool is_continuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// Bytes of the character that begins here; 0 where that is no UTF-8 (overlong forms and surrogates are let through).
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first >= 0xF8 || (first >= 0x80 && first < 0xC2) || text.size() < length) return 0;
    for (std::size_t index = 1; index < length; ++index) {
        if (!is_continuation(static_cast<unsigned char>(text[index]))) return 0;
    }
    return length;
}

std::string readable(std::string_view line) {
    std::string text;
    while (!line.empty()) {
        const auto byte = static_cast<unsigned char>(line.front());
        const std::size_t length = character_length(line);
        if (byte == 0x1B) {
            text += "\\e";
        } else if (byte == '\r') {
            text += "\\r";
        } else if (length == 0 || (byte < 0x20 && byte != '\t') || byte == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            text += {'\\', 'x', digits[byte >> 4U], digits[byte & 0xFU]};
        } else {
            text += line.substr(0, length);
        }
        line.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

bool means_something(std::string_view line) {
    return line.starts_with("$ ") || line.starts_with("> ") || line == any_lines || fence_length(line) > 0 ||
           status_in(line).has_value();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

bool line_matches(std::string_view expected, std::string_view actual) {
    std::size_t hole = expected.find(any_text);
    if (hole == std::string_view::npos) return expected == actual;
    if (!actual.starts_with(expected.substr(0, hole))) return false;
    actual.remove_prefix(hole);
    expected.remove_prefix(hole + any_text.size());
    // Each piece between two holes is taken where it comes first; the last one must end the line.
    while ((hole = expected.find(any_text)) != std::string_view::npos) {
        const std::size_t found = actual.find(expected.substr(0, hole));
        if (found == std::string_view::npos) return false;
        actual.remove_prefix(found + hole);
        expected.remove_prefix(hole + any_text.size());
    }
    return actual.ends_with(expected);
}

}  // namespace

Transcript parse_transcript(std::string_view text) {
    return Parser(text).parse();
}

std::vector<std::string> output_lines(std::string_view output, std::string_view folder) {
    std::string text(output);
    replace_all(text, folder, "$CASE");
    const bool is_cut = !text.empty() && text.back() != '\n';
    std::vector<std::string> lines = split_lines(text);
    for (std::string& line : lines) {
        line = readable(line);
        if (means_something(line)) line.insert(line.begin(), '\\');
    }
    if (is_cut) lines.back() += no_line_end;
    drop_empty_end(lines);
    return lines;
}

bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
    std::size_t wanted = 0;
    std::size_t seen = 0;
    std::optional<std::pair<std::size_t, std::size_t>> retry;  // behind the last `...`, and what it has swallowed
    while (seen < actual.size()) {
        if (wanted < expected.size() && expected[wanted] == any_lines) {
            retry.emplace(++wanted, seen);
        } else if (wanted < expected.size() && line_matches(expected[wanted], actual[seen])) {
            ++wanted, ++seen;
        } else if (retry) {
            wanted = retry->first;
            seen = ++retry->second;
        } else {
            return false;
        }
    }
    return std::all_of(expected.begin() + static_cast<std::ptrdiff_t>(wanted), expected.end(),
                       [](const std::string& line) { return line == any_lines; });
}

std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
    // The longest common run of lines, from the end; what is too long for that is told as two blocks.
    constexpr std::size_t affordable = 4'000'000;
    const std::size_t width = actual.size() + 1;
    std::vector<std::size_t> common;
    if ((expected.size() + 1) * width <= affordable) {
        common.resize((expected.size() + 1) * width);
        for (std::size_t row = expected.size(); row-- > 0;) {
            for (std::size_t column = actual.size(); column-- > 0;) {
                common[row * width + column] =
                    line_matches(expected[row], actual[column])
                        ? common[(row + 1) * width + column + 1] + 1
                        : std::max(common[(row + 1) * width + column], common[row * width + column + 1]);
            }
        }
    }
    std::string text;
    std::size_t row = 0;
    std::size_t column = 0;
    while (row < expected.size() || column < actual.size()) {
        const bool both = row < expected.size() && column < actual.size() && !common.empty();
        if (both && line_matches(expected[row], actual[column])) {
            text += "    " + actual[column++] + "\n";
            ++row;
        } else if (row < expected.size() &&
                   (!both || common[(row + 1) * width + column] >= common[row * width + column + 1])) {
            text += "  - " + expected[row++] + "\n";
        } else {
            text += "  + " + actual[column++] + "\n";
        }
    }
    return text;
}

std::string corrected(const Transcript& transcript, const std::vector<Correction>& corrections) {
    std::string text;
    std::size_t index = 0;
    const auto copy_until = [&](std::size_t end) {
        while (index < end)
            text += transcript.lines[index++] + "\n";
    };
    for (const Correction& correction : corrections) {
        copy_until(correction.step->output_begin);
        for (const std::string& line : correction.output)
            text += line + "\n";
        if (correction.status != 0) text += fmt::format("[{}]\n", correction.status);
        index = correction.step->output_end;
    }
    copy_until(transcript.lines.size());
    return text;
}

}  // namespace megactl::tests
