// Env files as Python's libraries read them: python-dotenv, which knows quotes and lines that go on, and
// django-environ, which looks at one line at a time.

#include "core/base/text.hpp"
#include "core/config/env_file_dialects.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace megactl::config {
namespace {

constexpr std::size_t most_filled_bytes = 16U << 20U;

bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

bool is_blank_in_line(char c) {
    return is_space(c) && !is_line_end(c);
}

class PythonDotenv {
public:
    explicit PythonDotenv(Source source) : text_(source->text()) { file_.source = std::move(source); }

    EnvFile run() {
        while (skip(is_space), at_ < text_.size()) {
            const std::size_t begin = at_;
            if (binding()) continue;
            const std::size_t end = line_end();
            file_.problems.push_back({{begin, std::max(end, begin + 1)}, "python-dotenv skips this line"});
            at_ = std::min(end + 1, text_.size());
        }
        return std::move(file_);
    }

private:
    // One entry or comment; false where the line is none, and `at_` then stands where the reader gives up.
    bool binding() {
        EnvEntry entry;
        entry.span.begin = at_;
        if (text_[at_] != '#') {
            skip_export();
            if (!key(entry)) return false;
            entry.span.end = at_;
            skip(is_blank_in_line);
            if (at_ < text_.size() && text_[at_] == '=' && !value(entry)) return false;
        }
        skip(is_blank_in_line);
        if (at_ < text_.size() && text_[at_] == '#') at_ = line_end();
        if (at_ < text_.size() && !is_line_end(text_[at_])) return false;
        if (entry.name.empty()) return true;
        if (entry.value) entry.value = filled(*entry.value);
        known_[entry.name] = file_.entries.size();
        file_.entries.push_back(std::move(entry));
        return true;
    }

    void skip_export() {
        constexpr std::string_view word = "export";
        if (!text_.substr(at_).starts_with(word)) return;
        std::size_t after = at_ + word.size();
        if (after == text_.size() || !is_blank_in_line(text_[after])) return;
        while (after < text_.size() && is_blank_in_line(text_[after]))
            ++after;
        at_ = after;
    }

    bool key(EnvEntry& entry) {
        if (at_ < text_.size() && text_[at_] == '\'') {
            const std::size_t close = text_.find('\'', at_ + 1);
            if (close == std::string_view::npos || close == at_ + 1) return false;
            entry.name = text_.substr(at_ + 1, close - at_ - 1);
            at_ = close + 1;
            return true;
        }
        const std::size_t begin = at_;
        skip([](char c) { return c != '=' && c != '#' && !is_space(c); });
        entry.name = text_.substr(begin, at_ - begin);
        return at_ > begin;
    }

    bool value(EnvEntry& entry) {
        ++at_;
        skip(is_blank_in_line);
        const std::size_t begin = at_;
        const char first = at_ < text_.size() ? text_[at_] : '\n';
        if (first == '\'' || first == '"') {
            if (!quoted(entry, first)) return false;
        } else {
            at_ = line_end();
            entry.value = without_comment(text_.substr(begin, at_ - begin));
            entry.value_span = {begin, begin + entry.value->size()};
        }
        entry.span.end = entry.value_span.end;
        return true;
    }

    // From a blank and `#` on it is a comment; a `#` at the begin is the value.
    static std::string without_comment(std::string_view line) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            if (line[i] == '#' && is_space(line[i - 1])) {
                line = line.substr(0, i);
                break;
            }
        }
        while (!line.empty() && is_space(line.back()))
            line.remove_suffix(1);
        return std::string(line);
    }

    bool quoted(EnvEntry& entry, char quote) {
        // An unclosed quote is looked for once: a later one of its kind would have closed it.
        bool& is_never_closed = quote == '"' ? no_double_closes_ : no_single_closes_;
        if (is_never_closed) return false;
        std::size_t end = at_ + 1;
        std::size_t last_escaped = 0;
        while (end < text_.size() && text_[end] != quote) {
            const bool is_escape = text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] == quote;
            if (is_escape) last_escaped = end + 1;
            end += is_escape ? 2U : 1U;
        }
        // The reader's pattern takes an escaped quote for the closing one where no other closes.
        if (end >= text_.size() && last_escaped > 0) end = last_escaped;
        if (end >= text_.size()) {
            is_never_closed = true;
            return false;
        }
        entry.value = unescaped(text_.substr(at_ + 1, end - at_ - 1), quote == '"' ? "\\'\"abfnrtv" : "\\'");
        entry.value_span = {at_, end + 1};
        at_ = end + 1;
        return true;
    }

    static std::string unescaped(std::string_view inner, std::string_view letters) {
        constexpr std::string_view signs = "\\'\"abfnrtv";
        constexpr std::string_view meanings = "\\'\"\a\b\f\n\r\t\v";
        std::string result;
        for (std::size_t i = 0; i < inner.size(); ++i) {
            const bool is_escape =
                inner[i] == '\\' && i + 1 < inner.size() && letters.find(inner[i + 1]) != std::string_view::npos;
            result += is_escape ? meanings[signs.find(inner[++i])] : inner[i];
        }
        return result;
    }

    // `${NAME}` and `${NAME:-word}` in whatever quotes; a plain `$NAME` stays.
    std::string filled(std::string_view value) {
        std::string result;
        std::size_t done = 0;
        std::size_t at = value.find("${");
        while (at != std::string_view::npos && result.size() < filled_room_) {
            const std::size_t name_end = value.find_first_of("}:", at + 2);
            if (name_end == std::string_view::npos) break;
            const std::size_t close = value.find('}', name_end);
            if (close == std::string_view::npos) break;
            const bool has_word = value.substr(name_end, 2) == ":-";
            if (value[name_end] == ':' && !has_word) {
                at = value.find("${", at + 2);
                continue;
            }
            result.append(value.substr(done, at - done));
            const auto found = value_of(value.substr(at + 2, name_end - at - 2));
            const std::string_view word = has_word ? value.substr(name_end + 2, close - name_end - 2) : "";
            result.append(found ? std::string_view(*found) : word);
            done = close + 1;
            at = value.find("${", done);
        }
        result.append(value.substr(done));
        filled_room_ -= std::min(filled_room_, result.size());
        return result;
    }

    std::optional<std::string> value_of(std::string_view name) const {
        const auto known = known_.find(std::string(name));
        return known == known_.end() ? std::nullopt : file_.entries[known->second].value;
    }

    template <class Predicate>
    void skip(Predicate belongs) {
        while (at_ < text_.size() && belongs(text_[at_]))
            ++at_;
    }

    std::size_t line_end() const { return std::min(text_.find_first_of("\r\n", at_), text_.size()); }

    std::string_view text_;
    EnvFile file_;
    std::size_t at_ = 0;
    std::size_t filled_room_ = most_filled_bytes;
    bool no_double_closes_ = false;
    bool no_single_closes_ = false;
    std::unordered_map<std::string, std::size_t> known_;
};

// What stands in single quotes: up to the last one behind which nothing comes, or a comment.
std::optional<std::string_view> single_quoted(std::string_view text) {
    if (!text.starts_with('\'')) return std::nullopt;
    for (std::size_t close = text.rfind('\''); close > 0; close = text.rfind('\'', close - 1)) {
        const std::size_t next = std::min(text.find_first_not_of(" \t\f\v", close + 1), text.size());
        if (next == text.size() || text[next] == '#') return text.substr(1, close - 1);
    }
    return std::nullopt;
}

// The value of a line as releases 0.11 and 0.12 read it: from `#` on it is a comment, but not in single quotes.
std::string environ_value(std::string_view text) {
    if (const auto quoted = single_quoted(trim(text))) return std::string(*quoted);
    text = text.substr(0, text.find('#'));
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
    std::string result;
    text = text.substr(1, text.size() - 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            // What stands for a line end or a tab stays written so.
            if (std::string_view("rnt").find(text[i]) != std::string_view::npos) result += '\\';
        }
        result += text[i];
    }
    return result;
}

bool is_environ_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, is_name_character);
}

}  // namespace

EnvFile parse_python_dotenv(Source source) {
    return PythonDotenv(std::move(source)).run();
}

EnvFile parse_django_environ(Source source) {
    EnvFile file;
    file.source = std::move(source);
    for (std::size_t number = 1; number <= file.source->line_count(); ++number) {
        const Span span = file.source->line_span(number);
        const std::string_view line = file.source->text(span);
        if (line.empty() || line.starts_with('#')) continue;
        constexpr std::string_view word = "export ";
        const std::size_t begin = line.starts_with(word) ? word.size() : 0;
        const std::size_t equals = std::min(line.find('='), line.size());
        const std::string_view name = line.substr(std::min(begin, equals), equals - std::min(begin, equals));
        if (equals == line.size() || !is_environ_name(name)) {
            file.problems.push_back({span, "django-environ skips this line"});
            continue;
        }
        file.entries.push_back(
            {std::string(name), environ_value(line.substr(equals + 1)), span, {span.begin + equals + 1, span.end}});
    }
    return file;
}

}  // namespace megactl::config
