#pragma once

#include <string>
#include <string_view>

namespace megactl::celery {

// JSON as JsonView takes it from Python, made into JSON that every reader takes: `NaN`, `Infinity` and `-Infinity`
// become texts of these words, a lone surrogate becomes U+FFFD. The rest stays byte for byte.
std::string strict_json(std::string_view json);

}  // namespace megactl::celery
