#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonExpression::Kind;

constexpr std::size_t most_reads_of_a_value = 16;

// Words that people compare a variable with when they mean yes or no.
constexpr std::array<std::string_view, 19> boolean_words = {
    "1", "0", "true",   "false",   "yes",     "no",       "on", "off", "y",   "n",
    "t", "f", "enable", "enabled", "disable", "disabled", "ok", "yep", "none"};

bool is_boolean_word(std::string_view word) {
    return std::ranges::find(boolean_words, lower(word)) != boolean_words.end();
}

void add_reads(Value& value, const Value& from) {
    for (const std::size_t read : from.reads) {
        if (value.reads.size() == most_reads_of_a_value) return;
        if (std::ranges::find(value.reads, read) == value.reads.end()) value.reads.push_back(read);
    }
}

bool is_container(const PythonExpression& expression) {
    return expression.kind == Kind::tuple || expression.kind == Kind::list || expression.kind == Kind::set;
}

}  // namespace

Condition SettingsScan::truth_of(const Value& value) {
    if (value.condition) return *value.condition;
    if (!value.is_direct) return unknown_condition();
    return condition_of(value.reads, Atom::Kind::truthy, Atom::Kind::falsy);
}

// `a or b or c`, `a and b`
Value SettingsScan::evaluate_choice(const Expression& expression) {
    const bool is_or = expression.kind == Kind::disjunction;
    const std::size_t depth = place_.path.size();
    std::vector<Condition> truths;
    std::vector<std::size_t> alternatives;
    Value chosen;
    for (const Expression* item : expression.items) {
        const Value value = evaluate(*item);
        const Condition truth = truth_of(value);
        if (is_or && value.is_direct && !value.is_converted && value.reads.size() == 1 &&
            drafts_[value.reads[0]].statement == statement_) {
            alternatives.push_back(value.reads[0]);
        }
        const bool is_last = item == expression.items.back();
        if (is_or && is_last && value.reads.empty() && alternatives.size() == expression.items.size() - 1) {
            const Fallback fallback = fallback_of(*item, here().source);
            for (const std::size_t read : alternatives)
                set_fallback(drafts_[read], fallback);
        }
        add_reads(chosen, value);
        if (truths.size() <= most_reads_of_a_value) truths.push_back(truth);
        const Clauses& reached = is_or ? truth.when_false : truth.when_true;
        if (place_.path.size() < depth + most_reads_of_a_value) {
            place_.path.insert(place_.path.end(), reached.begin(), reached.end());
        }
    }
    place_.path.resize(depth);
    chosen.condition = shared(is_or ? any_of(truths) : all_of(truths));
    chosen.is_direct = is_or;
    if (is_or) link_alternatives(alternatives);
    return chosen;
}

Value SettingsScan::evaluate_conditional(const Expression& expression) {
    const Condition condition = truth_of(evaluate(*expression.items[1]));
    const Value value = evaluate_under(condition.when_true, *expression.items[0]);
    evaluate_under(condition.when_false, *expression.items[2]);
    Value chosen;
    if (value.reads.size() != 1 || drafts_[value.reads[0]].statement != statement_) return chosen;
    // `os.environ["X"] if "X" in os.environ else d`
    Draft& draft = drafts_[value.reads[0]];
    const bool is_of_the_same = std::ranges::any_of(condition.when_true, [&](const Clause& clause) {
        return clause.size() == 1 && (clause[0].kind == Atom::Kind::present || clause[0].kind == Atom::Kind::truthy) &&
               drafts_[clause[0].read].read.name == draft.read.name;
    });
    if (!is_of_the_same) return chosen;
    set_fallback(draft, fallback_of(*expression.items[2], here().source));
    // Then it is read like any that has a default.
    const bool is_plain = value.is_direct && !value.is_converted && draft.read.default_text && !draft.read.is_required;
    if (is_plain && is_unconditional()) draft.read.when = ReadWhen::at_import;
    return chosen;
}

Value SettingsScan::evaluate_comparison(const Expression& expression) {
    const Value left = evaluate(*expression.items[0]);
    const Expression& right_side = *expression.items[1];
    const Value right = evaluate(right_side);
    for (std::size_t index = 2; index < expression.items.size(); ++index)
        evaluate(*expression.items[index]);
    const std::string_view operation = expression.text;
    const bool is_negative = operation == "!=" || operation == "is not" || operation == "not in";
    Value value;
    if (operation == "in" || operation == "not in") {
        value = evaluate_membership(expression, left, right);
    } else if (operation == "==" || operation == "!=" || operation == "is" || operation == "is not") {
        const bool is_truth = right_side.is_constant("True") || right_side.is_constant("False");
        if (is_truth && left.condition && left.reads.size() <= 1) {
            value.condition = left.condition;
            if (right_side.is_constant("False")) value.condition = shared(negated(*left.condition));
        } else if (right_side.is_constant("None") && left.kind == Value::Kind::parameter &&
                   left.function == place_.function) {
            value.condition = shared({{{Atom{Atom::Kind::not_given, left.index}}}, unknown_condition().when_true});
        } else if (right_side.is_constant("None") && left.is_direct) {
            value.condition = shared(negated(condition_of(left.reads, Atom::Kind::present, Atom::Kind::absent)));
        } else if (left.is_length && right_side.kind == Kind::number && right_side.text == "0") {
            value.condition = shared(negated(truth_of(left)));
        } else if (right_side.kind == Kind::string) {
            value = evaluate_words(expression, left, right_side);
        }
    } else if (operation == "<" && left.is_length) {
        value.condition = shared(negated(truth_of(left)));
    }
    if (is_negative && value.condition) value.condition = shared(negated(*value.condition));
    return value;
}

// `"X" in os.environ`, `value in ("1", "true")`; what `not in` makes of it is for the caller.
Value SettingsScan::evaluate_membership(const Expression& expression, const Value& left, const Value& right) {
    const bool is_environment =
        right.is_dotted("os.environ") || (right.kind == Value::Kind::environment && right.text.empty());
    if (!is_environment) return evaluate_words(expression, left, *expression.items[1]);
    ReadPlan plan;
    plan.idiom = "in os.environ";
    plan.name = &left;
    plan.name_expression = expression.items[0];
    plan.at = &expression;
    Value value = read(plan);
    for (const std::size_t index : value.reads)
        drafts_[index].is_bare = false;
    value.condition = shared(condition_of(value.reads, Atom::Kind::present, Atom::Kind::absent));
    value.is_direct = false;
    value.is_straight = false;
    value.is_presence = expression.text == "in";
    return value;
}

// A text held against words: a boolean where they are a boolean's words.
Value SettingsScan::evaluate_words(const Expression& expression, const Value& left, const Expression& words) {
    Value value;
    if (left.reads.empty() || !left.is_direct || left.is_converted) return value;
    std::vector<std::string> accepted;
    bool has_empty = false;
    const auto add = [&](const Expression& word) {
        if (word.kind == Kind::string && !word.text.empty()) accepted.emplace_back(word.text);
        has_empty = has_empty || (word.kind == Kind::string && word.text.empty()) || word.is_constant("None");
    };
    if (words.kind == Kind::string) add(words);
    if (is_container(words)) std::ranges::for_each(words.items, [&](const Expression* word) { add(*word); });
    if (accepted.empty() && has_empty) {
        const Atom::Kind refused = is_container(words) ? Atom::Kind::falsy : Atom::Kind::empty;
        value.condition = shared(negated(condition_of(left.reads, Atom::Kind::truthy, refused)));
        return value;
    }
    value.reads = left.reads;
    value.is_converted = true;
    const bool is_plain = expression.text == "==" || expression.text == "in";
    if (!is_plain || accepted.empty() || !std::ranges::all_of(accepted, is_boolean_word)) return value;
    for (const std::size_t index : left.reads) {
        VariableRead& read = drafts_[index].read;
        drafts_[index].is_only_tested = false;
        read.type = ValueType::boolean;
        read.boolean_words = BooleanWords::custom;
        read.accepted_words = accepted;
        read.words_ignore_case = left.is_folded;
    }
    return value;
}

}  // namespace megactl::project
