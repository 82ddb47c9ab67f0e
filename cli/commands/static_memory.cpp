#include "cli/commands/static_memory.hpp"

#include "cli/context.hpp"
#include "core/staticfiles/content_hash.hpp"

#include <string>

namespace megactl::cli::commands {

namespace fs = std::filesystem;

fs::path static_memory_file(const Context& context, const fs::path& root) {
    fs::path cache = process_variable(context, "XDG_CACHE_HOME");
    if (!cache.is_absolute()) {
        const fs::path home = process_variable(context, "HOME");
        if (!home.is_absolute()) return {};
        cache = home / ".cache";
    }
    return cache / "megactl/static" / staticfiles::content_hash(root.lexically_normal().string());
}

}  // namespace megactl::cli::commands
