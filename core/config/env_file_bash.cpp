// Env files as bash reads them after `set -a; . FILE`: a script whose assignments stay, as far as that can be told
// without running it.

#include "core/base/text.hpp"
#include "core/config/env_file_dialects.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace megactl::config {
namespace {

constexpr std::size_t most_filled_bytes = 16U << 20U;
constexpr std::size_t most_problems = 100;

// A word of the script. What only running it would tell is kept as it is written.
struct Word {
    std::string text;
    Span span;
    std::size_t equals = 0;  // in `text`, of an assignment; 0 for any other word
    bool is_certain = true;
};

class BashScript {
public:
    explicit BashScript(Source source) : text_(source->text()) { file_.source = std::move(source); }

    EnvFile run() {
        while (at_ < text_.size() && command()) {
        }
        return std::move(file_);
    }

private:
    // To the end of a command; false where bash gives the script up.
    bool command() {
        const std::size_t begin = at_;
        std::vector<Word> words;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n' || is_operator(c)) break;
            if (is_blank(c)) {
                ++at_;
            } else if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_.substr(at_, 2) == "\\\n") {
                at_ += 2;
            } else if (!word(words)) {
                note({begin, std::min(text_.find('\n', begin), text_.size())},
                     "bash gives the file up here: a quote is never closed");
                return false;
            }
        }
        end_command(words, {begin, at_});
        return true;
    }

    // Behind `;` and in lists assignments stay; behind `&` and `|` they are another process's.
    void end_command(std::vector<Word>& words, Span span) {
        const std::string_view rest = text_.substr(at_);
        const bool is_list = rest.starts_with("&&") || rest.starts_with("||");
        const char sign = rest.empty() ? '\n' : rest.front();
        at_ += is_list ? 2U : std::min<std::size_t>(rest.size(), 1);
        if (!is_list && (sign == '&' || sign == '|')) return note(span, "bash runs this line in a process of its own");
        if (sign != '\n' && sign != ';' && !is_list) note(span, "bash does more here than set a variable");
        keep(words, span);
    }

    static bool is_operator(char c) { return std::string_view(";&|()<>").find(c) != std::string_view::npos; }

    bool word(std::vector<Word>& words) {
        Word word;
        word.span.begin = at_;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_blank(c) || c == '\n' || is_operator(c)) break;
            if (c == '\'') {
                const std::size_t close = text_.find('\'', at_ + 1);
                if (close == std::string_view::npos) return false;
                word.text.append(text_.substr(at_ + 1, close - at_ - 1));
                at_ = close + 1;
            } else if (c == '"') {
                if (!double_quoted(word)) return false;
            } else if (c == '\\') {
                // A backslash and a line end go together.
                if (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') word.text += text_[at_ + 1];
                at_ = std::min(at_ + 2, text_.size());
            } else if (c == '$' || c == '`') {
                if (!expansion(word)) return false;
            } else {
                const bool is_first_equals = c == '=' && word.equals == 0 && is_variable_name(word.text) &&
                                             word.text.size() == at_ - word.span.begin;
                if (is_first_equals) word.equals = word.text.size();
                word.text += c;
                ++at_;
            }
        }
        word.span.end = at_;
        words.push_back(std::move(word));
        return true;
    }

    bool double_quoted(Word& word) {
        for (++at_; at_ < text_.size() && text_[at_] != '"';) {
            const char c = text_[at_];
            if (c == '$' || c == '`') {
                if (!expansion(word)) return false;
            } else if (c == '\\' && at_ + 1 < text_.size() &&
                       std::string_view("$`\"\\\n").find(text_[at_ + 1]) != std::string_view::npos) {
                if (text_[at_ + 1] != '\n') word.text += text_[at_ + 1];
                at_ += 2;
            } else {
                word.text += c;
                ++at_;
            }
        }
        if (at_ >= text_.size()) return false;
        ++at_;
        return true;
    }

    // `$NAME`, `${NAME}`, `${NAME:-word}` are known; commands and everything else are not.
    bool expansion(Word& word) {
        if (text_[at_] == '`') return uncertain(word, text_.find('`', at_ + 1));
        const std::string_view rest = text_.substr(at_ + 1);
        if (rest.starts_with('(')) return uncertain(word, closing(')'));
        if (rest.starts_with('{')) return braced(word);
        std::size_t length = 0;
        while (length < rest.size() && is_name_character(rest[length]))
            ++length;
        if (length > 0 && !is_digit(rest.front())) {
            put(word, value_of(rest.substr(0, length)).value_or(""));
            at_ += 1 + length;
            return true;
        }
        const bool is_special =
            !rest.empty() && std::string_view("$?!#@*-0123456789").find(rest.front()) != std::string_view::npos;
        if (is_special) return uncertain(word, at_ + 1);
        word.text += '$';
        ++at_;
        return true;
    }

    bool braced(Word& word) {
        const std::size_t close = closing('}');
        if (close == std::string_view::npos) return false;
        const std::string_view inside = text_.substr(at_ + 2, close - at_ - 2);
        std::size_t length = 0;
        while (length < inside.size() && is_name_character(inside[length]))
            ++length;
        const std::string_view operation = inside.substr(length);
        const auto found = value_of(inside.substr(0, length));
        const bool has_default = operation.starts_with(":-") || operation.starts_with("-");
        const std::string_view other =
            operation.substr(std::min<std::size_t>(operation.find('-') + 1, operation.size()));
        const bool is_plain = other.find_first_of("$`\"'\\") == std::string_view::npos;
        if (length == 0 || (!operation.empty() && !(has_default && is_plain))) return uncertain(word, close);
        const bool takes_default = has_default && (!found || (operation.front() == ':' && found->empty()));
        put(word, takes_default ? std::string(other) : found.value_or(""));
        at_ = close + 1;
        return true;
    }

    // Where the bracket behind `$` closes, on brackets within; a search that found nothing is not made again.
    std::size_t closing(char bracket) {
        const char opening = bracket == ')' ? '(' : '{';
        bool& never = bracket == ')' ? no_round_closes_ : no_curly_closes_;
        if (never) return std::string_view::npos;
        std::size_t depth = 0;
        for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
            if (text_[i] == opening) ++depth;
            if (text_[i] == bracket && --depth == 0) return i;
        }
        never = true;
        return std::string_view::npos;
    }

    // Takes the text up to and with `last` as it is written.
    bool uncertain(Word& word, std::size_t last) {
        if (last == std::string_view::npos) return false;
        word.is_certain = false;
        word.text.append(text_.substr(at_, last + 1 - at_));
        at_ = last + 1;
        return true;
    }

    void put(Word& word, const std::string& value) {
        const std::string_view room = std::string_view(value).substr(0, filled_room_);
        word.text.append(room);
        filled_room_ -= room.size();
    }

    std::optional<std::string> value_of(std::string_view name) const {
        const auto known = known_.find(std::string(name));
        return known == known_.end() ? std::nullopt : file_.entries[known->second].value;
    }

    // Assignments stay where nothing else stands in the command; before a command they are its alone.
    void keep(std::vector<Word>& words, Span span) {
        if (words.empty()) return;
        const std::string& first = words.front().text;
        const bool is_export =
            words.front().equals == 0 && (first == "export" || first == "declare" || first == "readonly");
        const auto is_plain = [](const Word& word) { return word.equals > 0; };
        if (!is_export && !std::ranges::all_of(words, is_plain)) {
            return note(span, std::ranges::any_of(words, is_plain)
                                  ? "bash sets nothing here: the rest of the line would run as a command"
                                  : "bash would run this line as a command");
        }
        for (Word& word : words) {
            if (!is_plain(word)) continue;
            if (!word.is_certain) note(word.span, "the value is known only when bash runs the file");
            known_[word.text.substr(0, word.equals)] = file_.entries.size();
            file_.entries.push_back({word.text.substr(0, word.equals),
                                     word.text.substr(word.equals + 1),
                                     word.span,
                                     {word.span.begin + word.equals + 1, word.span.end}});
        }
    }

    void note(Span span, std::string reason) {
        if (file_.problems.size() < most_problems) file_.problems.push_back({span, std::move(reason)});
    }

    std::string_view text_;
    EnvFile file_;
    std::size_t at_ = 0;
    std::size_t filled_room_ = most_filled_bytes;
    bool no_round_closes_ = false;
    bool no_curly_closes_ = false;
    std::unordered_map<std::string, std::size_t> known_;
};

}  // namespace

EnvFile parse_bash(Source source) {
    return BashScript(std::move(source)).run();
}

}  // namespace megactl::config
