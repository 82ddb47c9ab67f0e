#pragma once

#include "core/project/python_expression.hpp"

#include <cstddef>

namespace megactl::project {

// Counts recursion; the reader gives up where it gets too deep.
class Descent {
public:
    explicit Descent(std::size_t& depth) : depth_(depth) { ++depth_; }
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
    ~Descent() { --depth_; }
    bool is_too_deep() const { return depth_ > PythonExpressionReader::most_depth; }

private:
    std::size_t& depth_;
};

}  // namespace megactl::project
