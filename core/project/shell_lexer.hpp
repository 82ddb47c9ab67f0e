#pragma once

#include "core/project/shell.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A word or sign of a shell script.
struct ShellToken {
    enum class Kind { end, newline, word, control, redirection };

    Kind kind = Kind::end;
    std::string_view sign;  // of a control or redirection: "&&", ">>"
    ShellWord word;
    bool is_bare = true;           // nothing in it quoted or expanded: it may be `if` or `{`
    bool is_quoted = false;        // something in it is
    bool is_expanded = false;      // `$x`, `$(…)`, `` `…` ``, `~`
    bool has_pattern = false;      // `*`, `?` or `[`, which an assignment does not expand
    std::size_t value_offset = 0;  // of `NAME=value`: where the value begins in the text; 0 for other words
};

// Of a token `NAME=value`.
ShellAssignment assignment_of(const ShellToken& token);

// A POSIX shell script (with bash's most used additions) as tokens. Here-documents and comments are left out. Linear.
class ShellLexer {
public:
    // `script` must outlive this.
    explicit ShellLexer(std::string_view script) : script_(script) {}

    ShellToken next();

private:
    struct Delimiter {
        std::string text;
        bool strips_tabs;
    };

    bool at_end() const { return at_ >= script_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0'; }
    void skip_between();
    void skip_heredocs();
    ShellToken take_sign(ShellToken::Kind kind, std::size_t length);
    ShellToken take_word();
    void take_piece(ShellToken& token);
    void take_single_quoted(ShellToken& token);
    void take_ansi_quoted(ShellToken& token);
    void take_double_quoted(ShellToken& token);
    void take_dollar(ShellToken& token);
    void take_plain(ShellToken& token);
    void take_expansion(ShellToken& token, std::size_t opening);

    std::string_view script_;
    std::size_t at_ = 0;
    std::vector<Delimiter> heredocs_;  // whose bodies follow the next newline
    bool expects_delimiter_ = false;
    bool delimiter_strips_tabs_ = false;
};

}  // namespace megactl::project
