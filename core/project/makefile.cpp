#include "core/project/makefile.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace megactl::project {
namespace {

// Bounds for files that nobody wrote: beyond them nothing more is told.
constexpr std::size_t most_rules = 5'000;
constexpr std::size_t most_lines = 1'000;  // of what one call of make runs
constexpr std::size_t longest_text = 1U << 16U;
constexpr int deepest_variable = 8;
constexpr std::size_t most_variables = 2'000;  // filled into one text, those within each other included

using Said = std::map<std::string, std::string>;
using Variables = std::map<std::string, std::optional<std::string>, std::less<>>;

bool is_name_of_make(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return is_name_character(c) || c == '-' || c == '.'; });
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \t\n\\", begin), text.size());
        if (end > begin) words.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::string_view without_comment(std::string_view text) {
    return text.substr(0, text.find('#'));
}

// Fills in `$(NAME)` where NAME is known, and leaves it where it is not; `$$` is what a shell sees as `$`.
class Filler {
public:
    Filler(const Variables& variables, const Said& said) : variables_(variables), said_(said) {}

    std::string fill(std::string_view text, int depth = 0) {
        if (depth == 0) left_ = most_variables;
        std::string filled;
        for (std::size_t at = 0; at < text.size() && filled.size() < longest_text;) {
            const std::size_t dollar = std::min(text.find('$', at), text.size());
            filled += text.substr(at, dollar - at);
            at = dollar;
            if (at + 1 >= text.size()) break;
            const char next = text[at + 1];
            if (next == '$') {
                filled += '$';
                at += 2;
                continue;
            }
            const std::size_t close =
                next == '(' || next == '{' ? text.find(next == '(' ? ')' : '}', at) : std::string_view::npos;
            if (close == std::string_view::npos) {  // `$@`, `$<`
                filled += "$(" + std::string(1, next) + ")";
                at += 2;
                continue;
            }
            const std::string_view name = text.substr(at + 2, close - at - 2);
            const bool may_look = depth < deepest_variable && left_ > 0;
            if (may_look) --left_;
            const auto value = may_look ? value_of(name) : std::nullopt;
            filled += value ? fill(*value, depth + 1) : "$(" + std::string(name) + ")";
            at = close + 1;
        }
        return filled;
    }

private:
    std::optional<std::string> value_of(std::string_view name) const {
        const auto said = said_.find(std::string(name));
        if (said != said_.end()) return said->second;
        const auto found = variables_.find(name);
        if (found != variables_.end()) return found->second;
        return name == "MAKE" ? std::optional<std::string>("make") : std::nullopt;
    }

    const Variables& variables_;
    const Said& said_;
    std::size_t left_ = 0;
};

}  // namespace

Makefile::Makefile(Source source) : source_(std::move(source)) {
    for (std::size_t line = 1; line <= source_->line_count();) {
        const std::size_t end = joined_end(line);
        take(line, end);
        line = end + 1;
    }
}

// The last of the lines that `\` joins to this one.
std::size_t Makefile::joined_end(std::size_t line) const {
    while (line < source_->line_count() && source_->text(source_->line_span(line)).ends_with('\\'))
        ++line;
    return line;
}

void Makefile::take(std::size_t line, std::size_t end) {
    const std::string_view text = source_->text({source_->line_span(line).begin, source_->line_span(end).end});
    if (is_in_definition_) {
        is_in_definition_ = trim(text) != "endef";
    } else if (text.starts_with('\t')) {
        if (is_in_rule_) add_recipe(text, line);
    } else if (const std::string_view said = trim(without_comment(text)); !said.empty()) {
        if (!take_directive(said) && !take_assignment(said, false)) take_rule(said);
    }
}

bool Makefile::take_directive(std::string_view text) {
    const std::string_view word = text.substr(0, text.find_first_of(" \t("));
    const std::string_view rest = trim(text.substr(word.size()));
    if (is_one_of(word, {"ifeq", "ifneq", "ifdef", "ifndef"})) {
        ++conditions_;
    } else if (word == "endif") {
        if (conditions_ > 0) --conditions_;
    } else if (is_one_of(word, {"include", "-include", "sinclude"})) {
        exports_unknown_ = true;
    } else if (word == "define") {
        is_in_definition_ = true;
    } else if (word == "export") {
        if (rest.empty()) exports_unknown_ = true;
        if (!rest.empty() && !take_assignment(rest, true)) {
            for (const std::string& name : words_of(rest))
                exported_.emplace(name, std::nullopt);
        }
    } else {
        return is_one_of(word, {"else", "unexport", "undefine", "vpath", "override"});
    }
    return true;
}

bool Makefile::take_assignment(std::string_view text, bool is_exported) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    std::size_t end = equals;
    while (end > 0 && std::string_view(":?+!").find(text[end - 1]) != std::string_view::npos)
        --end;
    const std::string_view sign = text.substr(end, equals - end);
    const std::string_view name = trim(text.substr(0, end));
    if (!is_name_of_make(name)) return false;
    const bool is_plain = (sign.empty() || sign == ":" || sign == "::" || sign == "?") && conditions_ == 0;
    const std::string_view value = trim(text.substr(equals + 1));
    const bool is_known = is_plain && value.find('\\') == std::string_view::npos;
    variables_.insert_or_assign(std::string(name), is_known ? std::optional(std::string(value)) : std::nullopt);
    if (is_exported) {
        const bool is_literal = is_known && value.find('$') == std::string_view::npos;
        exported_.insert_or_assign(std::string(name), is_literal ? std::optional(std::string(value)) : std::nullopt);
    }
    return true;
}

void Makefile::take_rule(std::string_view text) {
    is_in_rule_ = false;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || rules_.size() >= most_rules) return;
    std::string_view rest = text.substr(colon + 1);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    if (rest.find('=') != std::string_view::npos) return;  // a variable of that target
    rules_.push_back({std::string(rest.substr(0, rest.find(';'))), {}});
    is_in_rule_ = true;
    for (std::string& target : words_of(Filler(variables_, {}).fill(text.substr(0, colon)))) {
        if (first_target_.empty() && target.front() != '.' && target.find('%') == std::string::npos)
            first_target_ = target;
        if (target == ".EXPORT_ALL_VARIABLES") exports_unknown_ = true;
        rules_of_target_[std::move(target)].push_back(rules_.size() - 1);
    }
}

void Makefile::add_recipe(std::string_view text, std::size_t line) {
    RecipeLine recipe;
    recipe.is_certain = conditions_ == 0;
    std::size_t begin = 0;
    while (begin < text.size() && std::string_view("\t @-+").find(text[begin]) != std::string_view::npos)
        recipe.is_forgiven = text[begin++] == '-' || recipe.is_forgiven;
    recipe.text = text.substr(begin);
    const Span whole = source_->line_span(line);
    recipe.span = {std::min(whole.begin + begin, whole.end), whole.end};
    rules_.back().recipe.push_back(std::move(recipe));
}

std::vector<RecipeLine> Makefile::recipe_of(const std::vector<std::string>& targets, const Said& said) const {
    std::vector<RecipeLine> lines;
    if (rules_of_target_.contains(".ONESHELL")) return lines;  // another way to read a recipe
    std::vector<std::string> wanted(targets.rbegin(), targets.rend());
    if (wanted.empty()) wanted.push_back(first_target_);
    Filler filler(variables_, said);
    std::set<std::string> begun;
    std::set<std::string> made;
    while (!wanted.empty() && lines.size() < most_lines) {
        const std::string target = wanted.back();
        const auto rules = rules_of_target_.find(target);
        if (rules == rules_of_target_.end() || made.contains(target)) {
            wanted.pop_back();
            continue;
        }
        if (begun.insert(target).second) {  // what it depends on comes first
            std::vector<std::string> needed;
            for (const std::size_t rule : rules->second)
                std::ranges::move(words_of(filler.fill(rules_[rule].prerequisites)), std::back_inserter(needed));
            std::ranges::copy_if(needed.rbegin(), needed.rend(), std::back_inserter(wanted),
                                 [&](const std::string& name) { return !begun.contains(name); });
            continue;
        }
        wanted.pop_back();
        made.insert(target);
        for (const std::size_t rule : rules->second) {
            for (const RecipeLine& line : rules_[rule].recipe) {
                lines.push_back(line);
                lines.back().text = filler.fill(line.text);
            }
        }
    }
    return lines;
}

}  // namespace megactl::project
