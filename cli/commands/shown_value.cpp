#include "cli/commands/shown_value.hpp"

#include "core/base/secret.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace megactl::cli::commands {

bool is_secret_like(std::string_view variable) {
    // What would be masked beside this name if it were random.
    return is_secret_name(variable) || !secret_spans(fmt::format("{}=w9Lr4dTzX2nQ7bKf", variable)).empty();
}

std::string without_secrets(std::string_view variable, std::string_view value) {
    const std::string line = fmt::format("{}={}", variable, value);
    std::vector<Span> secrets = secret_spans(line);
    std::ranges::sort(secrets, {}, &Span::begin);
    std::string shown;
    std::size_t done = variable.size() + 1;
    for (const Span& secret : secrets) {
        if (secret.begin < done) continue;
        shown.append(line, done, secret.begin - done).append(secret_mask);
        done = secret.end;
    }
    return done < line.size() ? shown.append(line, done) : shown;
}

}  // namespace megactl::cli::commands
