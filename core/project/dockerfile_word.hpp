#pragma once

#include "core/project/dockerfile.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace megactl::project {

// What the builder makes of a word of a Dockerfile.
struct Expansion {
    enum class State {
        known,
        unknown,    // a variable without a known value decides, or the work is spent
        unmet,      // `${x:?}` and nothing to put there
        malformed,  // whatever the variables are, the builder refuses it
    };
    State state = State::known;
    std::string text;         // of a known one
    std::string_view reason;  // of a malformed one: "a quote is not closed"
};

// Expands a word. `work` bounds what many words may cost together, since a few lines of `ENV a=$a$a` ask for more bytes
// than there are: every byte made or compared takes one away, and at zero all that costs more is unknown.
Expansion expand(std::string_view raw, const BuildEnvironment& environment, char escape, std::size_t& work);

}  // namespace megactl::project
