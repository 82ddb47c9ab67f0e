#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace megactl::project {

// One thing a condition of the settings says about a read (an index into the reads) or about DEBUG.
struct Atom {
    enum class Kind : std::uint8_t {
        unknown,
        debug_on,
        debug_off,
        truthy,   // the value counts as true: the variable is set, and not empty
        falsy,    // it is unset or empty
        empty,    // it is the empty text
        present,  // it is set
        absent,   // it is unset
        file_exists,
        not_given,  // a parameter of the function around is None: `read` is its index
    };

    Kind kind = Kind::unknown;
    std::size_t read = 0;
};

constexpr bool is_about_a_read(Atom::Kind kind) {
    return kind == Atom::Kind::truthy || kind == Atom::Kind::falsy || kind == Atom::Kind::empty ||
           kind == Atom::Kind::present || kind == Atom::Kind::absent;
}

using Clause = std::vector<Atom>;     // one of these holds
using Clauses = std::vector<Clause>;  // all of these hold

// Around an assignment or a read; what stands deeper is not decided.
inline constexpr std::size_t most_conditions = 16;

// What is known where a condition holds, and where it does not.
struct Condition {
    Clauses when_true;
    Clauses when_false;
};

Condition unknown_condition();
Condition debug_condition();
// Of a value that is each of several reads in turn, or the one.
Condition condition_of(std::span<const std::size_t> reads, Atom::Kind when_true, Atom::Kind when_false);
Condition negated(Condition condition);
// `a and b`, `a or b`. What becomes too long or too mixed is unknown.
Condition all_of(std::span<const Condition> conditions);
Condition any_of(std::span<const Condition> conditions);
// For the values it is known of.
std::shared_ptr<const Condition> shared(Condition condition);

}  // namespace megactl::project
