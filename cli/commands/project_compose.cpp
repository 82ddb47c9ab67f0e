#include "cli/commands/project_compose.hpp"

#include "core/project/tree.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace megactl::cli::commands {

project::Compose project_compose(const Context& context) {
    const project::DiskTree tree(context.project);
    const auto caller = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = context.environment.find(name);
        return found == context.environment.end() ? std::nullopt : std::optional(found->second);
    };
    return read_compose(tree, default_compose_files(tree, caller), caller);
}

}  // namespace megactl::cli::commands
