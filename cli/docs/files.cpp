#include "cli/docs/files.hpp"

#include "cli/docs/completion.hpp"
#include "cli/docs/man.hpp"

#include <fmt/format.h>

namespace megactl::cli::docs {

std::vector<GeneratedFile> generated_files(const Catalogues& all) {
    std::vector<GeneratedFile> files;
    for (ManualPage& page : manual(all))
        files.push_back({fmt::format("man/{}", page.file), std::move(page.content)});
    for (const Shell& shell : shells())
        files.push_back({fmt::format("completions/{}", shell.file), shell.script(all)});
    return files;
}

}  // namespace megactl::cli::docs
