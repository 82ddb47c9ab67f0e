#include "core/project/shell.hpp"

#include "core/base/text.hpp"
#include "core/project/shell_course.hpp"
#include "core/project/shell_lexer.hpp"
#include "core/project/shell_surroundings.hpp"
#include "core/project/shell_wrappers.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

namespace megactl::project {
namespace {

// Bounds for scripts that nobody wrote: beyond them less is told, and nothing wrong.
constexpr std::size_t most_commands = 200'000;
constexpr std::size_t most_saved_surroundings = 100;
constexpr int deepest_script = 4;

// What one script, the scripts inside it included, may still cost.
struct Allowance {
    std::size_t commands = most_commands;
    std::size_t copied_bytes = std::size_t{1} << 24;  // of variables and directories told to many commands

    bool spend(std::size_t bytes) {
        if (bytes > copied_bytes) return false;
        copied_bytes -= bytes;
        return true;
    }
};

// Ends a list well whatever came before: `… || true`, `… || echo failed`.
bool is_forgiving(const ShellCommand& command) {
    if (command.words.empty()) return false;
    const std::string_view program = command.words[0].text;
    if (program == "exit" || program == "return") return command.words.size() > 1 && command.words[1].text == "0";
    return is_one_of(program, {"true", ":", "echo", "printf"});
}

// Where the places of a script lie in the one around it.
struct Placement {
    bool is_verbatim = true;
    std::size_t offset = 0;
    Span whole = {};  // where it can't be said more exactly

    Span operator()(Span span) const { return is_verbatim ? Span{span.begin + offset, span.end + offset} : whole; }
};

class ScriptReader {
public:
    // `root` is the script that holds all others.
    ScriptReader(std::string_view script, std::string_view root, Placement placement, Surroundings surroundings,
                 ShellCourse course, Allowance& allowance, int depth)
        : lexer_(script),
          root_(root),
          placement_(placement),
          now_(std::move(surroundings)),
          course_(std::move(course)),
          allowance_(allowance),
          depth_(depth) {}

    std::vector<ShellCommand> read() {
        for (ShellToken token = next_token(); allowance_.commands > 0; token = next_token()) {
            while (token.kind == ShellToken::Kind::redirection)
                token = take_redirection(token);
            if (token.kind == ShellToken::Kind::word) {
                take_word(token);
            } else if (token.kind == ShellToken::Kind::control) {
                take_control(token);
            } else {
                end_list();
            }
            if (token.kind == ShellToken::Kind::end) break;
        }
        forgive_marked();
        return std::move(commands_);
    }

private:
    // `( … )`, `{ … }`, `if … fi`, `do … done`, `case … esac`
    struct Frame {
        enum class Kind { subshell, plain, pattern_list };
        Kind kind = Kind::plain;
        std::size_t list_begin = 0;  // of the list it stands in
        bool is_forgiven_outside = false;
        bool is_saved = false;  // a subshell whose surroundings come back
    };
    // Words to leave out: the head of a `for`, of a `case`, a `[[ … ]]`, a function's name.
    enum class Skipping { nothing, loop_head, case_head, test, one_word, patterns };

    ShellToken next_token() {
        ShellToken token = lexer_.next();
        token.word.span = placement_(token.word.span);
        return token;
    }

    ShellToken take_redirection(const ShellToken& redirection) {
        ShellToken target = next_token();
        if (target.kind != ShellToken::Kind::word) return target;
        if (skipping_ == Skipping::test) course_.take_test_sign(redirection.sign);
        const bool counts = skipping_ == Skipping::nothing;
        if (counts && is_one_of(redirection.sign, {">", ">>", ">|", "&>", "&>>"}))
            current_.outputs.push_back(target.word);
        return next_token();
    }

    void take_word(const ShellToken& token) {
        const std::string_view text = token.word.text;
        if (skipping_ != Skipping::nothing) {
            skip_word(token);
            return;
        }
        const bool is_first = current_.words.empty() && current_.assignments.empty();
        if (is_first && token.is_bare && take_reserved(text)) return;
        if (is_first) current_.span.begin = token.word.span.begin;
        current_.span.end = token.word.span.end;
        if (token.value_offset > 0 && current_.words.empty()) {
            current_.assignments.push_back(assignment_of(token));
            return;
        }
        // The arguments of `export` are assignments as well.
        if (token.value_offset > 0) arguments_.push_back(assignment_of(token));
        course_.take_word(token, current_.words.empty());
        current_.words.push_back(token.word);
    }

    void skip_word(const ShellToken& token) {
        const std::string_view text = token.is_bare ? std::string_view(token.word.text) : std::string_view();
        switch (skipping_) {
            case Skipping::loop_head:
                if (text != "do") return course_.forget(token);
                break;
            case Skipping::case_head:
                if (text != "in") return course_.take_subject(token);
                open(Frame::Kind::pattern_list, ShellBranches::Block::choice);
                course_.begin_case();
                skipping_ = Skipping::patterns;
                return;
            case Skipping::test:
                if (text != "]]") return course_.take_test_word(token);
                course_.end_test();
                break;
            case Skipping::patterns:
                if (text != "esac") return course_.take_pattern(token);
                close();
                break;
            case Skipping::one_word:
            case Skipping::nothing: break;
        }
        skipping_ = Skipping::nothing;
    }

    // Words that shape a script rather than call something.
    bool take_reserved(std::string_view word) {
        using Block = ShellBranches::Block;
        if (is_one_of(word, {"if", "while", "until"})) {
            open(Frame::Kind::plain, word == "if" ? Block::choice : word == "while" ? Block::loop : Block::until);
            is_forgiven_ = true;
        } else if (word == "for" || word == "select") {
            open(Frame::Kind::plain, Block::loop);
            skipping_ = Skipping::loop_head;
        } else if (word == "{") {
            open(Frame::Kind::plain, Block::group);
        } else if (is_one_of(word, {"then", "do", "else"})) {
            is_forgiven_ = !frames_.empty() && frames_.back().is_forgiven_outside;
            list_begin_ = commands_.size();
            word == "else" ? course_.branches().take_rest() : course_.branches().take_branch();
        } else if (word == "elif") {
            is_forgiven_ = true;
            course_.branches().take_rest();
        } else if (is_one_of(word, {"fi", "done", "esac", "}"})) {
            close();
        } else if (word == "!") {
            is_negated_ = true;
            course_.branches().negate();
        } else if (word == "case") {
            skipping_ = Skipping::case_head;
        } else if (word == "function") {
            skipping_ = Skipping::one_word;
            course_.branches().expect_function();
        } else if (word == "[[") {
            skipping_ = Skipping::test;
        } else {
            return false;
        }
        follows_or_ = false;
        return true;
    }

    void take_control(const ShellToken& token) {
        if (skipping_ == Skipping::test) return course_.take_test_sign(token.sign);
        if (skipping_ == Skipping::patterns) {
            if (token.sign != ")") return;
            skipping_ = Skipping::nothing;
            return course_.end_patterns();
        }
        if (token.sign == "(") {
            begin_parenthesis();
        } else if (token.sign == ")") {
            end_parenthesis();
        } else if (token.sign == ";" || token.sign == "&") {
            end_list();
        } else if (token.sign == ";;") {
            end_list();
            if (frames_.empty() || frames_.back().kind != Frame::Kind::pattern_list) return;
            skipping_ = Skipping::patterns;
            course_.branches().take_rest();
        } else {
            end_command();
            if (token.sign == "||") course_.branches().take_or();
            if (token.sign == "&&") course_.branches().take_and();
            if (token.sign == "||") follows_or_ = true;
            if (token.sign == "||" || token.sign == "&&") is_negated_ = false;
        }
    }

    void begin_parenthesis() {
        if (!current_.words.empty()) {  // `name() {`: its body is read as if called here
            current_ = {};
            arguments_.clear();
            is_function_ = true;
            course_.branches().expect_function();
            return;
        }
        follows_or_ = false;
        open(Frame::Kind::subshell, ShellBranches::Block::subshell);
        if (saved_.size() < most_saved_surroundings && allowance_.spend(now_.size())) {
            saved_.push_back(now_);
            frames_.back().is_saved = true;
        }
    }

    void end_parenthesis() {
        if (std::exchange(is_function_, false)) return;
        end_command();
        if (frames_.empty() || frames_.back().kind != Frame::Kind::subshell) return;
        close();
    }

    void open(Frame::Kind kind, ShellBranches::Block block) {
        course_.branches().open(block);
        frames_.push_back({kind, list_begin_, is_forgiven_, false});
        list_begin_ = commands_.size();
    }

    void close() {
        if (frames_.empty()) return;
        const Frame frame = frames_.back();
        if (frame.is_saved) {
            now_ = std::move(saved_.back());
            saved_.pop_back();
        }
        frames_.pop_back();
        if (frame.kind == Frame::Kind::pattern_list) course_.end_case();
        course_.branches().close();
        list_begin_ = frame.list_begin;
        is_forgiven_ = frame.is_forgiven_outside;
    }

    void end_list() {
        end_command();
        course_.branches().end_list();
        list_begin_ = commands_.size();
        is_negated_ = false;
    }

    void end_command() {
        ShellCommand command = std::exchange(current_, {});
        const std::vector<ShellAssignment> arguments = std::exchange(arguments_, {});
        if (command.words.empty()) {
            end_bare(command);
            return;
        }
        command.is_forgiven = is_forgiven_ || is_negated_;
        command.execution = course_.execution();
        if (allowance_.spend(now_.size())) {
            now_.describe(command);
        } else {
            command.unknown_environment = true;
        }
        take_off_wrappers(command);
        if (std::exchange(follows_or_, false) && is_forgiving(command)) mark_forgiven();
        course_.end_command(command, arguments);
        const ShellWord* script = depth_ < deepest_script ? inline_script(command) : nullptr;
        if (script != nullptr) {
            read_inner(command, *script);
            return;
        }
        --allowance_.commands;
        if (command.execution != Execution::never) now_.apply(command, arguments);
        commands_.push_back(std::move(command));
    }

    // A command without words: assignments, or the redirection behind a `}`.
    void end_bare(const ShellCommand& command) {
        if (command.assignments.empty()) {
            if (commands_.empty()) return;
            std::ranges::copy(command.outputs, std::back_inserter(commands_.back().outputs));
            return;
        }
        if (std::exchange(follows_or_, false)) mark_forgiven();
        --allowance_.commands;
        for (const ShellAssignment& assignment : command.assignments) {
            if (course_.execution() != Execution::never) now_.assign(assignment);
            course_.assign(assignment);
        }
        course_.branches().end_command(ShellStatus::assumed);
    }

    void mark_forgiven() {
        forgiven_.push_back({list_begin_, commands_.size()});
        list_begin_ = commands_.size();
    }

    // Stretches lie within each other as groups do, so they are counted along the commands, not walked one by one.
    void forgive_marked() {
        std::vector<int> changes(commands_.size() + 1, 0);
        for (const Span& stretch : forgiven_) {
            ++changes[stretch.begin];
            --changes[stretch.end];
        }
        int depth = 0;
        for (std::size_t i = 0; i < commands_.size(); ++i) {
            depth += changes[i];
            commands_[i].is_forgiven = commands_[i].is_forgiven || depth > 0;
        }
    }

    void read_inner(const ShellCommand& command, const ShellWord& script) {
        // A script between plain quotes stands in the outer one letter for letter.
        const std::string_view written = root_.substr(script.span.begin, script.span.end - script.span.begin);
        const bool is_verbatim = written.size() > 1 && written.substr(1, written.size() - 2) == script.text &&
                                 (written.front() == '\'' || written.front() == '"');
        const Placement placement{is_verbatim, script.span.begin + 1, script.span};
        auto commands = ScriptReader(script.text, root_, placement, Surroundings(command),
                                     ShellCourse(course_, command.execution), allowance_, depth_ + 1)
                            .read();
        for (ShellCommand& inner : commands) {
            inner.is_forgiven = inner.is_forgiven || command.is_forgiven;
            commands_.push_back(std::move(inner));
        }
    }

    ShellLexer lexer_;
    std::string_view root_;
    Placement placement_;
    Surroundings now_;
    ShellCourse course_;
    Allowance& allowance_;
    int depth_;

    std::vector<ShellCommand> commands_;
    ShellCommand current_;
    std::vector<ShellAssignment> arguments_;  // of the current command, as `export` reads them
    std::vector<Frame> frames_;
    std::vector<Surroundings> saved_;
    std::vector<Span> forgiven_;  // stretches of commands_
    Skipping skipping_ = Skipping::nothing;
    std::size_t list_begin_ = 0;  // the first command that a `|| true` to come would forgive
    bool is_forgiven_ = false;    // within the condition of an `if`, `while` or `until`
    bool is_negated_ = false;     // behind `!`
    bool follows_or_ = false;
    bool is_function_ = false;  // between the parentheses of `name()`
};

}  // namespace

std::vector<ShellCommand> shell_commands(std::string_view script, const KnownValues& known) {
    Allowance allowance;
    return ScriptReader(script, script, {}, {}, ShellCourse(known), allowance, 0).read();
}

std::vector<ShellCommand> argument_commands(const std::vector<std::string>& words, const KnownValues& known) {
    ShellCommand command;
    for (const std::string& word : words)
        command.words.push_back({word, true, {}});
    take_off_wrappers(command);
    if (command.words.empty()) return {};
    const ShellWord* script = inline_script(command);
    if (script == nullptr) return {command};
    Allowance allowance;
    const Placement nowhere{false, 0, {}};
    return ScriptReader(script->text, {}, nowhere, Surroundings(command), ShellCourse(known), allowance, 1).read();
}

}  // namespace megactl::project
