#pragma once

#include "core/base/error.hpp"

#include <utility>

namespace megactl::cli {

// About stdout, or a file that the command line names. It may come in the midst of work with a broker or a database,
// and whoever named that has no part in it.
class LocalError : public Error {
public:
    explicit LocalError(Error error) : Error(std::move(error)) {}
};

}  // namespace megactl::cli
