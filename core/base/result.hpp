#pragma once

#include <tl/expected.hpp>

#include <string>

namespace megactl {

// Why a text from outside could not be read as what it should be; the words follow the text's name in a message:
// "`5x` is not a duration: `x` is no unit".
struct Problem {
    std::string reason;
};

// The answer of a parse whose failure is ordinary. Opened by the function that asked.
template <class T>
using Result = tl::expected<T, Problem>;

inline tl::unexpected<Problem> problem(std::string reason) {
    return tl::unexpected(Problem{std::move(reason)});
}

}  // namespace megactl
