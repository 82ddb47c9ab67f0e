#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <ranges>
#include <utility>

namespace megactl::project {
namespace {

using Kind = PythonStatement::Kind;

// Beyond this nothing more is concluded, so that no text makes much work.
constexpr std::size_t most_elifs = 16;

bool is_exit_call(const PythonExpression& expression) {
    if (expression.kind != PythonExpression::Kind::call) return false;
    const PythonExpression& callee = *expression.items[0];
    if (callee.kind == PythonExpression::Kind::attribute) {
        return (callee.text == "exit" || callee.text == "_exit" || callee.text == "abort") &&
               (callee.items[0]->is_name("sys") || callee.items[0]->is_name("os"));
    }
    return callee.is_name("exit") || callee.is_name("quit");
}

bool is_exit(const PythonStatement& statement) {
    return statement.kind == Kind::raise ||
           (statement.kind == Kind::expression && statement.value != nullptr && is_exit_call(*statement.value));
}

bool ends(const std::vector<PythonStatement>& body) {
    return std::ranges::any_of(body, is_exit);
}

bool is_main_guard(const PythonExpression& condition) {
    return condition.kind == PythonExpression::Kind::comparison &&
           std::ranges::any_of(condition.items, [](const PythonExpression* item) { return item->is_name("__name__"); });
}

bool is_type_checking(const PythonExpression& condition) {
    return condition.text == "TYPE_CHECKING" &&
           (condition.kind == PythonExpression::Kind::name || condition.kind == PythonExpression::Kind::attribute);
}

// What an `except` clause catches, as far as an absent variable goes.
struct Catches {
    bool absence = false;
    bool value_error = false;
};

Catches caught_by(const PythonExpression* exceptions) {
    using ExpressionKind = PythonExpression::Kind;
    if (exceptions == nullptr) return {true, true};
    if (exceptions->kind == ExpressionKind::tuple) {
        Catches all;
        for (const PythonExpression* item : exceptions->items) {
            const Catches one = caught_by(item);
            all = {all.absence || one.absence, all.value_error || one.value_error};
        }
        return all;
    }
    if (exceptions->text == "ValueError") return {false, true};
    // None of these is raised for an absent variable; any other may be.
    constexpr std::array<std::string_view, 8> others = {
        "OSError",    "IOError",     "FileNotFoundError",  "PermissionError",
        "IndexError", "SyntaxError", "UnicodeDecodeError", "JSONDecodeError"};
    return {std::ranges::find(others, exceptions->text) == others.end(), true};
}

}  // namespace

SettingsScan::SettingsScan(const Tree& tree, std::vector<std::string> roots) : tree_(tree), roots_(std::move(roots)) {}

void SettingsScan::run(const Statements& statements) {
    const std::size_t depth = place_.path.size();
    for (const PythonStatement& statement : statements) {
        run(statement);
        if (!statement.leaves || &statement == &statements.back()) continue;
        // A loop keeps its `break` and `continue`, and a module has no `return`.
        if (statement.kind == Kind::loop && place_.function == no_index) continue;
        // `if DEBUG: return`: what follows runs where the condition did not hold.
        const bool is_plain = statement.kind == Kind::branch && statement.blocks.size() == 1 &&
                              std::ranges::any_of(statement.blocks[0].body, [](const PythonStatement& inner) {
                                  return inner.leaves && inner.blocks.empty();
                              });
        const Clauses remaining = is_plain ? skipped_ : unknown_condition().when_true;
        if (place_.path.size() < depth + most_elifs) {
            place_.path.insert(place_.path.end(), remaining.begin(), remaining.end());
        }
    }
    place_.path.resize(depth);
}

void SettingsScan::run(const PythonStatement& statement) {
    ++statement_;
    switch (statement.kind) {
        case Kind::expression:
            if (statement.value != nullptr) run_expression(*statement.value, statement.span);
            break;
        case Kind::assignment: run_assignment(statement); break;
        case Kind::augmented: run_augmented(statement); break;
        case Kind::import: run_import(statement); break;
        case Kind::from_import: run_from_import(statement); break;
        case Kind::branch: run_branch(statement); break;
        case Kind::loop: run_loop(statement); break;
        case Kind::attempt: run_attempt(statement); break;
        case Kind::with: run_with(statement); break;
        case Kind::function: run_function(statement); break;
        case Kind::type: run_class(statement); break;
        case Kind::match: run_match(statement); break;
        case Kind::give_back: run_return(statement); break;
        case Kind::raise:
            if (statement.value != nullptr) evaluate(*statement.value);
            refuse(place_.path, statement.span);
            break;
        case Kind::assertion: {
            Clauses path = place_.path;
            std::ranges::copy(truth_of(evaluate(*statement.value)).when_false, std::back_inserter(path));
            refuse(std::move(path), statement.span);
            break;
        }
        case Kind::removal:
        case Kind::other: break;
    }
}

void SettingsScan::run_under(const Clauses& clauses, const Statements& statements) {
    const std::size_t depth = place_.path.size();
    const std::size_t branches = place_.branches.size();
    const std::size_t branch = place_.branch;
    place_.path.insert(place_.path.end(), clauses.begin(), clauses.end());
    place_.branches.insert(place_.branches.end(), clauses.begin(), clauses.end());
    if (!clauses.empty()) place_.branch = ++branches_;
    run(statements);
    place_.path.resize(depth);
    place_.branches.resize(branches);
    place_.branch = branch;
}

void SettingsScan::run_branch(const PythonStatement& statement) {
    Clauses failed;  // what the conditions before say by having been false
    for (const PythonBlock& block : statement.blocks) {
        if (block.header != nullptr && is_main_guard(*block.header)) {
            run_body(add_function({}, {}), block.body);
            continue;
        }
        if (block.header != nullptr && is_type_checking(*block.header)) continue;
        Condition condition;
        if (block.header != nullptr) {
            const std::size_t first = drafts_.size();
            const Value value = evaluate_under(failed, *block.header);
            condition = truth_of(value);
            // What `:=` gives a name is used under it.
            const bool is_only_tested =
                value.is_straight && !value.is_converted && block.header->kind != PythonExpression::Kind::walrus;
            for (const std::size_t read : value.reads) {
                if (read >= first && is_only_tested) drafts_[read].is_only_tested = true;
            }
        }
        Clauses clauses = failed;
        clauses.insert(clauses.end(), condition.when_true.begin(), condition.when_true.end());
        run_under(clauses, block.body);
        if (failed.size() < most_elifs) {
            failed.insert(failed.end(), condition.when_false.begin(), condition.when_false.end());
        }
    }
    skipped_ = std::move(failed);
}

// A loop over known texts runs for each of them; any other may run never.
void SettingsScan::run_loop(const PythonStatement& statement) {
    if (statement.value == nullptr) return;
    const Value iterated = evaluate(*statement.value);
    if (iterated.is_dotted("os.environ")) add_dynamic(*statement.value);
    const bool is_known = iterated.kind == Value::Kind::text && !iterated.texts.empty() && !statement.targets.empty();
    for (const Expression* target : statement.targets) {
        if (target != nullptr) assign(*target, is_known ? iterated : Value{}, nullptr, drafts_.size());
    }
    for (const PythonBlock& block : statement.blocks) {
        const bool runs = is_known && block.keyword == "loop";
        run_under(runs ? Clauses{} : unknown_condition().when_true, block.body);
    }
}

void SettingsScan::run_attempt(const PythonStatement& statement) {
    Catches caught;
    for (const PythonBlock& block : statement.blocks) {
        if (block.keyword != "except" || ends(block.body)) continue;
        const Catches one = caught_by(block.header);
        caught = {caught.absence || one.absence, caught.value_error || one.value_error};
    }
    for (const PythonBlock& block : statement.blocks) {
        if (block.keyword == "try") {
            place_.guards += caught.absence ? 1 : 0;
            place_.value_guards += caught.value_error ? 1 : 0;
            place_.branches.push_back({Atom{}});  // it may end at once, for another reason
            run(block.body);
            place_.branches.pop_back();
            place_.guards -= caught.absence ? 1 : 0;
            place_.value_guards -= caught.value_error ? 1 : 0;
        } else {
            const bool always_runs = block.keyword == "finally" || (block.keyword == "else" && !caught.value_error);
            run_under(always_runs ? Clauses{} : unknown_condition().when_true, block.body);
        }
    }
}

void SettingsScan::run_with(const PythonStatement& statement) {
    std::vector<std::pair<std::size_t, std::string>> prefixes;  // of environments, to be put back
    std::size_t guards = 0;
    for (const PythonKeyword& manager : statement.keywords) {
        if (manager.value == nullptr) continue;
        const Value value = evaluate(*manager.value);
        if (value.kind == Value::Kind::environment && value.text == "prefixed()") {
            prefixes.emplace_back(value.index, environments_[value.index].prefix);
            environments_[value.index].prefix += value.suffix;
        }
        if (value.is_dotted("contextlib.suppress()")) ++guards;
        if (!manager.name.empty()) bind(manager.name, {});
    }
    place_.guards += guards;
    for (const PythonBlock& block : statement.blocks)
        run(block.body);
    place_.guards -= guards;
    for (auto& [environment, prefix] : std::views::reverse(prefixes))
        environments_[environment].prefix = std::move(prefix);
}

void SettingsScan::run_match(const PythonStatement& statement) {
    if (statement.value != nullptr) evaluate(*statement.value);
    for (const PythonBlock& block : statement.blocks)
        run_under(unknown_condition().when_true, block.body);
}

void SettingsScan::run_expression(const Expression& expression, Span statement) {
    discarded_ = &expression;
    evaluate(expression);
    discarded_ = nullptr;
    keep_change(expression, statement);
    if (is_exit_call(expression)) refuse(place_.path, statement);
}

}  // namespace megactl::project
