// An env file in both dialects: every entry and problem must lie in the text.

#include "core/config/env_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace {

void look_at(const megactl::Span& span, std::size_t size) {
    if (span.begin > span.end || span.end > size) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using megactl::config::Dialect;
    const auto source = std::make_shared<megactl::SourceText>(".env", std::string(data, data + size));
    const auto outside = [](std::string_view name) -> std::optional<std::string> {
        if (name == "HOST") return "host";
        return std::nullopt;
    };
    for (const Dialect dialect : {Dialect::compose, Dialect::docker_run}) {
        const auto file = megactl::config::parse_env_file(source, dialect, outside);
        for (const auto& entry : file.entries) {
            look_at(entry.span, size);
            look_at(entry.value_span, size);
            if (entry.name.empty()) __builtin_trap();
        }
        for (const auto& problem : file.problems)
            look_at(problem.span, size);
    }
    return 0;
}
