#include "core/project/shell_course.hpp"

#include "core/base/text.hpp"

#include <span>
#include <utility>

namespace megactl::project {

void ShellCourse::take_word(const ShellToken& token, bool is_name) {
    if (token.is_expanded) variables_.forget_set_by(token.word.text);
    if (is_name ? is_one_of(token.word.text, {"[", "test"}) : !words_.empty())
        words_.push_back(variables_.test_word(token, true));
}

void ShellCourse::end_command(const ShellCommand& command, const std::vector<ShellAssignment>& arguments) {
    const ShellStatus status = status_of(command);
    if (execution() != Execution::never) follow_variables(command, arguments);
    branches_.end_command(status);
}

ShellStatus ShellCourse::status_of(const ShellCommand& command) {
    const std::vector<TestWord> words = std::exchange(words_, {});
    if (!words.empty()) {
        if (branches_.is_repeated()) return ShellStatus::open;
        std::span<const TestWord> between = std::span(words).subspan(1);
        const bool is_closed = !between.empty() && between.back().sign == "]";
        return status_of_test(is_closed ? between.first(between.size() - 1) : between, false);
    }
    const std::string_view program = command.words.empty() ? std::string_view() : command.words[0].text;
    if (program == "true" || program == ":") return ShellStatus::success;
    if (program == "false") return ShellStatus::failure;
    // Behind `exit 1` nothing comes that counts: whoever needs the script's success has failed.
    const bool leaves =
        is_one_of(program, {"exit", "return"}) && (command.words.size() == 1 || command.words[1].text == "0");
    if (leaves) branches_.leave();
    return ShellStatus::assumed;
}

void ShellCourse::assign(const ShellAssignment& assignment) {
    if (execution() == Execution::never) return;
    if (execution() == Execution::certain && branches_.keeps_values()) {
        variables_.set(assignment);
    } else {
        variables_.forget(assignment.name);
    }
}

void ShellCourse::follow_variables(const ShellCommand& command, const std::vector<ShellAssignment>& arguments) {
    if (command.words.empty()) return;
    const std::string_view program = command.words[0].text;
    if (is_one_of(program, {"export", "declare", "typeset", "readonly", "local"})) {
        for (const ShellAssignment& argument : arguments)
            assign(argument);
        // `export $(xargs <.env)`
        for (const ShellWord& word : command.words) {
            const std::string_view name = std::string_view(word.text).substr(0, word.text.find('='));
            if (!word.is_literal && !is_variable_name(name)) variables_.forget_all();
        }
    } else if (is_one_of(program, {"read", "getopts", "mapfile", "readarray", "printf", "unset"})) {
        for (std::size_t i = 1; i < command.words.size(); ++i)
            variables_.forget(command.words[i].text);
    } else if (is_one_of(program, {".", "source", "eval"})) {
        variables_.forget_all();
    }
}

void ShellCourse::take_test_sign(std::string_view sign) {
    if (sign == "&&" || sign == "||") {
        words_.push_back({.sign = sign == "&&" ? "-a" : "-o", .value = {}});
    } else {
        is_beyond_ = true;
    }
}

void ShellCourse::end_test() {
    const std::vector<TestWord> words = std::exchange(words_, {});
    const bool is_open = std::exchange(is_beyond_, false) || branches_.is_repeated();
    branches_.end_command(is_open ? ShellStatus::open : status_of_test(words, true));
}

void ShellCourse::end_patterns() {
    const std::vector<TestWord> patterns = std::exchange(words_, {});
    const bool is_open = subjects_.empty() || branches_.is_repeated();
    const ShellStatus status = status_of_patterns(is_open ? std::nullopt : subjects_.back(), patterns);
    branches_.take_branch(status);
}

void ShellCourse::end_case() {
    words_.clear();
    if (!subjects_.empty()) subjects_.pop_back();
}

}  // namespace megactl::project
