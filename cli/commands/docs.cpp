#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/docs/files.hpp"
#include "core/base/error.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <set>

namespace megactl::cli::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::array arguments{
    Argument{.name = "DIR", .summary = "where man/ and completions/ are written", .completion = Completion::directory},
};

void make_folder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw Error(Error::Kind::input,
                    fmt::format("can't make the folder `{}`: {}", folder.string(), system_reason(failure.value())));
    }
}

// Pages of commands that are gone.
void remove_stale_pages(const fs::path& folder, const std::set<fs::path>& written) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const bool is_ours = entry.path().filename().string().starts_with("megactl");
        if (is_ours && entry.is_regular_file() && !written.contains(entry.path())) fs::remove(entry.path());
    }
}

int run(Context& /*context*/, const Invocation& invocation) {
    const fs::path root = invocation.arguments.at(0);
    std::set<fs::path> written;
    for (const docs::GeneratedFile& file : docs::generated_files(docs::catalogues())) {
        const fs::path path = root / file.path;
        make_folder(path.parent_path());
        os::write_atomically(path, file.content);
        written.insert(path);
    }
    remove_stale_pages(root / "man", written);
    return 0;
}

}  // namespace

constinit const Command docs{
    .path = "__docs",
    .summary = "writes the manual and the completions",
    .description = "",
    .arguments = arguments,
    .is_hidden = true,
    .reads_settings = false,
    .run = run,
};

}  // namespace megactl::cli::commands
