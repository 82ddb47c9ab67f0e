// A compose file beside an `.env`, an env file and a file to include or extend: nothing it says may crash or hang.

#include "core/base/error.hpp"
#include "core/project/compose.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

void look_at(const megactl::Location& at) {
    if (at.source == nullptr) __builtin_trap();
    if (at.line() == 0 || at.column() == 0 || at.span.begin > at.span.end) __builtin_trap();
}

void look_at(const megactl::project::Compose& compose) {
    for (const auto& service : compose.services) {
        look_at(service.at);
        for (const auto& variable : service.environment)
            look_at(variable.at);
        for (const auto& mount : service.mounts)
            look_at(mount.at);
        for (const auto& use : service.env_files)
            look_at(use.at);
    }
    for (const auto& one : compose.misunderstood)
        look_at(one.at);
    for (const auto& error : compose.interpolation_errors)
        look_at(error.at);
    for (const auto& [name, volume] : compose.named_volumes)
        look_at(volume.at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const megactl::project::MemoryTree tree({
        {"compose.yaml", text},
        {"compose.override.yaml", "services:\n  web:\n    environment: [A=1]\n    volumes: !override ['./a:/a']\n"},
        {".env", "A=1\nB=\nTAG=2\n"},
        {"web.env", "C=$A\nD='x'\n"},
        {"other/compose.yaml", text},
        {"base.yaml", "services:\n  base:\n    image: x\n    environment: {E: 1}\n"},
    });
    const auto caller = [](std::string_view name) -> std::optional<std::string> {
        if (name == "HOME") return "/home/me";
        return std::nullopt;
    };
    try {
        look_at(read_compose(tree, default_compose_files(tree, caller), caller));
    } catch (const megactl::Error&) {
        // The file names a directory as a file.
    }
    return 0;
}
