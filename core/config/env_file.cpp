#include "core/config/env_file.hpp"

#include "core/base/text.hpp"
#include "core/config/compose_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace megactl::config {
namespace {

// Far beyond any env file that people write; what is built to grow ends here.
constexpr std::size_t most_entries = 200'000;
constexpr std::size_t most_problems = 100;
constexpr std::size_t most_filled_bytes = 16U << 20U;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Parser {
public:
    Parser(Source source, const EnvLookup& outside) : text_(source->text()), outside_(outside) {
        file_.source = std::move(source);
        if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    }

    EnvFile compose() {
        while (find_statement() && has_room())
            compose_entry();
        return std::move(file_);
    }

    EnvFile docker_run() {
        while (at_ < text_.size() && has_room()) {
            docker_run_line(line_end());
            at_ = std::min(line_end() + 1, text_.size());
        }
        return std::move(file_);
    }

private:
    // To the next entry, over blank lines and comments.
    bool find_statement() {
        while (at_ < text_.size()) {
            if (text_[at_] == '#') {
                at_ = line_end();
            } else if (is_space(text_[at_])) {
                ++at_;
            } else {
                return true;
            }
        }
        return false;
    }

    bool has_room() {
        if (file_.entries.size() < most_entries) return true;
        note({at_, line_end()}, fmt::format("more than {} entries", most_entries));
        return false;
    }

    void compose_entry() {
        const std::size_t begin = at_;
        skip_export();
        const std::size_t name_begin = at_;
        if (!scan_name()) return skip_line(begin);
        const std::string_view name = trim(text_.substr(name_begin, at_ - name_begin));
        if (name.empty() || name.find_first_of(" \t") != std::string_view::npos) {
            note({begin, trimmed_line_end()},
                 name.empty() ? "there is no name before the value" : "a name can't hold a blank");
            return skip_line(begin);
        }
        EnvEntry entry{std::string(name), std::nullopt, {begin, name_begin + name.size()}, {}};
        if (at_ < text_.size() && text_[at_] != '\n') {
            ++at_;  // `=`, or `:` as in YAML
            while (at_ < text_.size() && text_[at_] != '\n' && is_space(text_[at_]))
                ++at_;
            const bool is_quoted = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'');
            if (!(is_quoted ? quoted_value(entry) : unquoted_value(entry))) return skip_line(begin);
        }
        keep(std::move(entry));
    }

    void skip_export() {
        constexpr std::string_view word = "export";
        if (!text_.substr(at_).starts_with(word)) return;
        std::size_t after = at_ + word.size();
        if (after >= text_.size() || !is_blank(text_[after])) return;
        while (after < text_.size() && is_blank(text_[after]))
            ++after;
        // A variable may be called `export`.
        if (after < text_.size() && text_[after] != '=' && text_[after] != ':' && !is_space(text_[after])) at_ = after;
    }

    // To the `=`, `:` or line end behind a name; false where something else stands in it.
    bool scan_name() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '=' || c == ':' || c == '\n') return true;
            const bool is_beyond_ascii = static_cast<std::uint8_t>(c) >= 0x80;
            const bool is_sign = std::string_view(".-[]").find(c) != std::string_view::npos;
            if (is_space(c) || is_name_character(c) || is_sign || is_beyond_ascii) continue;
            note({at_, at_ + 1}, fmt::format("`{}` can't stand in a name", escape_controls({&c, 1})));
            return false;
        }
        return true;
    }

    bool unquoted_value(EnvEntry& entry) {
        const std::string_view line = text_.substr(at_, line_end() - at_);
        std::string_view value = line.substr(0, line.find(" #"));
        while (!value.empty() && is_space(value.back()))
            value.remove_suffix(1);
        entry.value_span = {at_, at_ + value.size()};
        entry.span.end = entry.value_span.end;
        at_ = line_end();
        entry.value = filled(value, entry.value_span);
        return true;
    }

    bool quoted_value(EnvEntry& entry) {
        const std::size_t begin = at_;
        const char quote = text_[begin];
        std::size_t end = begin + 1;
        while (end < text_.size() && text_[end] != quote)
            end += text_[end] == '\\' ? 2U : 1U;
        // An unclosed quote runs to the end of the file. That is searched once a quote character at most: a later one
        // would have closed this.
        if (end >= text_.size()) {
            note({begin, trimmed_line_end()}, "the quote is never closed");
            return false;
        }
        entry.value_span = {begin, end + 1};
        entry.span.end = end + 1;
        at_ = end + 1;
        const std::string_view inner = text_.substr(begin + 1, end - begin - 1);
        entry.value =
            quote == '"' ? filled(unescaped(inner), entry.value_span) : replace_all(std::string(inner), "\\'", "'");
        return true;
    }

    // The escapes of double quotes. A `\$` becomes `$$`, which the template turns into `$`.
    static std::string unescaped(std::string_view inner) {
        std::string result;
        while (!inner.empty()) {
            const std::size_t length = inner.front() == '\\' && inner.size() > 1 ? escape_length(inner) : 0;
            if (length > 0) {
                append_escape(result, inner.substr(0, length));
            } else {
                result += inner.front();
            }
            inner.remove_prefix(std::max<std::size_t>(length, 1));
        }
        return result;
    }

    static std::size_t escape_length(std::string_view text) {
        if (text[1] != '0') return 2;
        std::size_t length = 2;
        while (length < 5 && length < text.size() && text[length] >= '0' && text[length] <= '7')
            ++length;
        return length;
    }

    static void append_escape(std::string& result, std::string_view escape) {
        constexpr std::string_view letters = "abfnrtv\"\\";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\"\\";
        if (escape[1] == '$') {
            result += "$$";
        } else if (escape[1] == '0') {
            unsigned value = 0;
            for (const char digit : escape.substr(1))
                value = value * 8 + static_cast<unsigned>(digit - '0');
            if (value < 256) {
                result += static_cast<char>(value);
            } else {
                result += escape;
            }
        } else if (const std::size_t found = letters.find(escape[1]); found != std::string_view::npos) {
            result += meanings[found];
        } else {
            result += escape;
        }
    }

    std::string filled(std::string_view value, Span span) {
        const auto lookup = [this](std::string_view name) { return value_of(name); };
        FilledTemplate result = fill_template(value, lookup, filled_room_);
        if (result.error) note(span, result.error->reason);
        filled_room_ -= std::min(filled_room_, result.text.size());
        return std::move(result.text);
    }

    std::optional<std::string> value_of(std::string_view name) const {
        if (outside_) {
            if (auto value = outside_(name)) return value;
        }
        const auto known = known_.find(std::string(name));
        return known == known_.end() ? std::nullopt : file_.entries[known->second].value;
    }

    void docker_run_line(std::size_t end) {
        if (end > at_ && text_[end - 1] == '\r') --end;
        while (at_ < end && is_blank(text_[at_]))
            ++at_;
        const std::string_view line = text_.substr(at_, end - at_);
        if (line.empty() || line.front() == '#') return;
        const Span span{at_, end};
        if (!is_utf8(line)) return note(span, "it is no UTF-8");
        const std::size_t equals = line.find('=');
        const std::string_view name = line.substr(0, equals);
        if (name.empty()) return note(span, "there is no name before `=`");
        if (name.find_first_of(" \t") != std::string_view::npos) return note(span, "a name can't hold a blank");
        EnvEntry entry{std::string(name), std::nullopt, span, {}};
        if (equals != std::string_view::npos) {
            entry.value = line.substr(equals + 1);
            entry.value_span = {at_ + equals + 1, end};
        }
        keep(std::move(entry));
    }

    void keep(EnvEntry entry) {
        known_[entry.name] = file_.entries.size();
        file_.entries.push_back(std::move(entry));
    }

    void note(Span span, std::string reason) {
        if (file_.problems.size() < most_problems) file_.problems.push_back({span, std::move(reason)});
    }

    void skip_line(std::size_t begin) {
        at_ = begin;
        at_ = line_end();
    }

    std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }

    std::size_t trimmed_line_end() const {
        std::size_t end = line_end();
        while (end > at_ && is_space(text_[end - 1]))
            --end;
        return end;
    }

    std::string_view text_;
    const EnvLookup& outside_;
    EnvFile file_;
    std::size_t at_ = 0;
    std::size_t filled_room_ = most_filled_bytes;
    std::unordered_map<std::string, std::size_t> known_;
};

}  // namespace

const EnvEntry* EnvFile::find(std::string_view name) const {
    const auto found = std::ranges::find(entries.rbegin(), entries.rend(), name, &EnvEntry::name);
    return found == entries.rend() ? nullptr : &*found;
}

EnvFile parse_env_file(Source source, Dialect dialect, const EnvLookup& outside) {
    Parser parser(std::move(source), outside);
    return dialect == Dialect::compose ? parser.compose() : parser.docker_run();
}

}  // namespace megactl::config
