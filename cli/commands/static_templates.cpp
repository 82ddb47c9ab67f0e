#include "cli/commands/static_templates.hpp"

#include "cli/commands/static_project.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/context.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>

namespace megactl::cli::commands {

namespace fs = std::filesystem;

namespace {

// The files of a folder and of those in it; links to folders are not followed. What can't be listed has none.
void add_files(const fs::path& folder, std::set<fs::path>& files) {
    std::error_code failure;
    fs::recursive_directory_iterator entries(folder, fs::directory_options::skip_permission_denied, failure);
    for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
        std::error_code unknown;
        if (entries->is_regular_file(unknown)) files.insert(entries->path());
    }
}

void warn(Context& context, const std::string& name, const std::string& reason) {
    if (context.is_quiet) return;
    const Error warning(Error::Kind::input, fmt::format("the template `{}` is left out: {}", escape_controls(name),
                                                        escape_controls(reason)));
    context.terminal.tell(
        report::render_warning(warning, context.terminal.error_palette(), context.terminal.error_columns()));
}

}  // namespace

ProjectTemplates project_templates(Context& context, StaticProject& project) {
    const StaticProject::Folders folders = project.template_folders();
    std::set<fs::path> files;
    for (const fs::path& folder : folders.folders)
        add_files(folder, files);
    ProjectTemplates templates{.files = {}, .is_open = folders.is_open};
    for (const fs::path& file : files) {
        std::string name = short_name(file, context.project);
        auto text = os::read_file(file);
        if (!text) {
            warn(context, name, text.error().explanation);
        } else if (is_utf8(*text)) {
            templates.files.push_back(std::make_shared<const SourceText>(std::move(name), *std::move(text)));
        }
    }
    return templates;
}

}  // namespace megactl::cli::commands
