#include "core/project/settings_condition.hpp"

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

// More than people write; beyond it nothing is concluded.
constexpr std::size_t most_clauses = 16;

Clauses unknown_clauses() {
    return {{Atom{}}};
}

// All of the clauses of all of them.
Clauses joined(std::span<const Condition> conditions, Clauses Condition::*side) {
    Clauses all;
    for (const Condition& condition : conditions) {
        for (const Clause& clause : condition.*side) {
            if (all.size() == most_clauses) return unknown_clauses();
            all.push_back(clause);
        }
    }
    return all;
}

// One of them holds: a single clause where each of them is one.
Clauses alternatives(std::span<const Condition> conditions, Clauses Condition::*side) {
    Clause any;
    for (const Condition& condition : conditions) {
        const Clauses& clauses = condition.*side;
        if (clauses.size() != 1 || any.size() + clauses[0].size() > most_clauses) return unknown_clauses();
        any.insert(any.end(), clauses[0].begin(), clauses[0].end());
    }
    return {any};
}

}  // namespace

Condition unknown_condition() {
    return {unknown_clauses(), unknown_clauses()};
}

Condition debug_condition() {
    return {{{Atom{Atom::Kind::debug_on}}}, {{Atom{Atom::Kind::debug_off}}}};
}

Condition condition_of(std::span<const std::size_t> reads, Atom::Kind when_true, Atom::Kind when_false) {
    if (reads.empty() || reads.size() > most_clauses) return unknown_condition();
    Condition condition;
    condition.when_false.emplace_back();
    for (const std::size_t read : reads) {
        condition.when_true.push_back({Atom{when_true, read}});
        condition.when_false[0].push_back(Atom{when_false, read});
    }
    return condition;
}

Condition negated(Condition condition) {
    std::swap(condition.when_true, condition.when_false);
    return condition;
}

Condition all_of(std::span<const Condition> conditions) {
    return {joined(conditions, &Condition::when_true), alternatives(conditions, &Condition::when_false)};
}

Condition any_of(std::span<const Condition> conditions) {
    return {alternatives(conditions, &Condition::when_true), joined(conditions, &Condition::when_false)};
}

std::shared_ptr<const Condition> shared(Condition condition) {
    return std::make_shared<const Condition>(std::move(condition));
}

}  // namespace megactl::project
