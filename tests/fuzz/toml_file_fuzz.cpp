// megactl.toml: what is read must lie in the text, and what is refused must say where.

#include "core/base/error.hpp"
#include "core/config/own_tasks.hpp"
#include "core/config/settings.hpp"

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
    const auto source = std::make_shared<megactl::SourceText>("megactl.toml", std::string(data, data + size));
    try {
        const auto entries = megactl::config::parse_toml_file(source);
        for (const auto& entry : entries) {
            look_at(entry.at.span, size);
            look_at(entry.value_at.span, size);
            if (entry.key.empty() && entry.task.empty()) __builtin_trap();
        }
        for (const auto& task : megactl::config::own_tasks(entries)) {
            if (task.settings.text("task.handler").empty()) __builtin_trap();
        }
    } catch (const megactl::Error& error) {
        if (error.kind() != megactl::Error::Kind::input || !error.place()) __builtin_trap();
        look_at(error.place()->span, size);
    }
    return 0;
}
