#include "core/project/systemd_unit.hpp"

#include "core/base/text.hpp"
#include "core/project/folded_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

using By = GivenVariable::By;

// A word of a value, without its quotes.
struct Word {
    std::string text;
    bool is_certain = true;  // false where a specifier or an escape is filled in
    Span span;               // in the value
};

struct Words {
    std::vector<Word> words;
    std::optional<Span> open_quote;
};

// Blanks separate, quotes of both kinds hold together, a backslash escapes and `%` begins a specifier.
Words words_of(std::string_view value) {
    Words result;
    for (std::size_t at = 0; at < value.size();) {
        if (is_space(value[at])) {
            ++at;
            continue;
        }
        Word word{.text = {}, .span = {at, at}};
        char quote = 0;
        std::size_t quoted_at = 0;
        for (; at < value.size() && (quote != 0 || !is_space(value[at])); ++at) {
            const char c = value[at];
            const bool is_last = at + 1 == value.size();
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                quoted_at = at;
            } else if ((c == '\\' || c == '%') && !is_last) {
                const bool is_percent = c == '%' && value[at + 1] == '%';
                word.is_certain = word.is_certain && is_percent;
                if (is_percent || c == '\\') ++at;
                word.text += value[at];
            } else {
                word.text += c;
            }
        }
        word.span.end = at;
        if (quote != 0) result.open_quote = Span{quoted_at, quoted_at + 1};
        result.words.push_back(std::move(word));
    }
    return result;
}

class UnitReader {
public:
    void read(const Source& source) {
        source_ = source;
        section_.clear();
        is_template_ = is_template_ || source->text().find("{{") != std::string_view::npos;
        for (std::size_t line = 1; line <= source->line_count(); ++line)
            line = read_line(line);
    }

    SystemdUnit take() && {
        unit_.is_open = unit_.is_open || is_template_;
        return std::move(unit_);
    }

private:
    void note(Span span, std::string reason) {
        constexpr std::size_t most = 100;
        if (unit_.misunderstood.size() < most) unit_.misunderstood.push_back({{source_, span}, std::move(reason)});
    }

    static bool is_comment(std::string_view line) { return line.starts_with('#') || line.starts_with(';'); }

    // Reads the entry that begins in a line; the last line of it.
    std::size_t read_line(std::size_t line) {
        const Span span = source_->line_span(line);
        const std::string_view text = trim(source_->text(span));
        if (text.empty() || is_comment(text)) return line;
        FoldedText entry;
        std::size_t last = line;
        while (!append(last, entry) && last < source_->line_count()) {
            do {
                ++last;
            } while (last < source_->line_count() && is_comment(trim(source_->text(source_->line_span(last)))));
        }
        if (text.starts_with('[') && text.ends_with(']')) {
            section_ = text.substr(1, text.size() - 2);
        } else if (const std::size_t equals = entry.text().find('='); equals == std::string::npos) {
            note(span, "a line of a unit is `Key=value`");
        } else if (section_ == "Service") {
            const std::string_view key = trim(std::string_view(entry.text()).substr(0, equals));
            apply(key, entry.slice({equals + 1, entry.text().size()}), {source_, span});
        }
        return last;
    }

    // Adds a line without the backslash that continues it, for which a blank stands. Does the entry end here?
    bool append(std::size_t line, FoldedText& entry) const {
        const Span span = source_->line_span(line);
        const std::string_view text = source_->text(span);
        if (!text.ends_with('\\')) {
            entry.append(text, span.begin);
            return true;
        }
        entry.append(text.substr(0, text.size() - 1), span.begin);
        entry.append(" ", span.end - 1);
        return false;
    }

    void apply(std::string_view key, const FoldedText& value, const Location& at) {
        const bool is_empty = trim(value.text()).empty();
        if (key == "Environment") {
            if (is_empty) unit_.environment.clear();
            add_assignments(value);
        } else if (key == "PassEnvironment") {
            for (const Word& word : words_of(value.text()).words)
                unit_.environment.push_back({word.text, std::nullopt, By::systemd, place(value, word.span)});
        } else if (key == "UnsetEnvironment") {
            if (is_empty) unit_.withheld.clear();
            for (const Word& word : words_of(value.text()).words)
                unit_.withheld.push_back(word.text);
        } else if (key == "EnvironmentFile") {
            if (is_empty) unit_.env_files.clear();
            add_env_file(value, at);
        } else if (key == "WorkingDirectory") {
            unit_.working_directory = trim(value.text());
        } else if (key == "ExecStart") {
            if (is_empty) forget_commands();
            add_command(value, at);
        }
    }

    Location place(const FoldedText& value, Span span) const { return {source_, value.in_source(span)}; }

    void add_assignments(const FoldedText& value) {
        const Words words = words_of(value.text());
        if (words.open_quote) note(value.in_source(*words.open_quote), "this quote is never closed");
        for (const Word& word : words.words) {
            const std::size_t equals = word.text.find('=');
            const std::string name = word.text.substr(0, equals);
            if (equals == std::string::npos || !is_variable_name(name)) {
                note(value.in_source(word.span), "`Environment=` takes `NAME=value`; quote what holds a blank");
                continue;
            }
            const auto given = word.is_certain ? std::optional(word.text.substr(equals + 1)) : std::nullopt;
            unit_.environment.push_back({name, given, By::systemd, place(value, word.span)});
        }
    }

    void add_env_file(const FoldedText& value, const Location& at) {
        std::string_view path = trim(value.text());
        if (path.starts_with('-')) path.remove_prefix(1);
        if (path.empty()) return;
        if (!path.starts_with('/') && !path.starts_with('%')) {
            note(at.span, "`EnvironmentFile=` takes an absolute path");
        }
        unit_.env_files.push_back({std::string(path), at});
    }

    void forget_commands() {
        unit_.commands.clear();
        unit_.started_at.reset();
        unit_.is_open = false;
    }

    // `ExecStart=` may hold several commands, separated by a lone `;`.
    void add_command(const FoldedText& value, const Location& at) {
        const Words split = words_of(value.text());
        if (split.open_quote) note(value.in_source(*split.open_quote), "this quote is never closed");
        std::vector<std::string> words;
        const auto finish = [&] {
            if (words.empty()) return;
            start(std::move(words));
            words.clear();
            if (!unit_.started_at) unit_.started_at = at;
        };
        for (const Word& word : split.words) {
            if (word.text == ";") {
                finish();
            } else {
                words.push_back(word.text);
            }
        }
        finish();
    }

    void start(std::vector<std::string> words) {
        std::string& program = words.front();
        const std::size_t prefix = std::min(program.find_first_not_of("@-:+!|"), program.size());
        const bool renames = program.find('@') < prefix;
        program.erase(0, prefix);
        if (renames && words.size() > 1) words.erase(words.begin() + 1);
        unit_.is_open = unit_.is_open || is_login_shell(words);
        for (ShellCommand& command : argument_commands(words))
            unit_.commands.push_back(std::move(command));
    }

    Source source_;
    std::string section_;
    bool is_template_ = false;
    SystemdUnit unit_;
};

}  // namespace

SystemdUnit parse_systemd_unit(const std::vector<Source>& files) {
    UnitReader reader;
    for (const Source& file : files)
        reader.read(file);
    return std::move(reader).take();
}

}  // namespace megactl::project
