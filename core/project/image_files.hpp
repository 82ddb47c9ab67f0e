#pragma once

#include "core/project/compose.hpp"
#include "core/project/dockerfile.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A path of a container made whole: absolute, without `.`, `..` and a trailing `/`.
std::string container_path(std::string_view working_directory, std::string_view path);

// Is `path` the folder itself or below it? Both whole.
bool is_within(std::string_view path, std::string_view folder);

// The mount that covers `path` of a service's container most closely, of whatever kind; null where none does.
const Mount* closest_mount(const Service& service, std::string_view path);

// The file of the host that stands at `path` of a service's container: of the bind mount that covers it most closely,
// from the project's root or absolute. Nothing where a volume covers it more closely, or nothing does.
std::optional<std::string> host_path_of(const Service& service, std::string_view path);

// The secret or config that stands at `path` of a service's container, over whatever is mounted around it; null where
// none does.
const GrantedFile* granted_file(const Service& service, std::string_view path);

// One source of a COPY or ADD.
struct Copy {
    std::string source;       // from the context's root, normalised; of another stage: a container path
    std::string destination;  // whole; the folder it goes into, or the very file
    bool is_from_stage = false;
    bool into_folder = false;  // the destination is a folder that takes the source under its own name
    std::size_t instruction = 0;
};

// What COPY and ADD bring into a stage, its bases included, in the order of the build, before `instruction`; the
// first few hundred.
std::vector<Copy> copies_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction);

// What the stage brings itself, without its bases.
std::vector<Copy> copies_in(const Dockerfile& dockerfile, std::size_t stage);

// The file of the build context that stands at `path` of the container, as the last matching COPY has it; from the
// context's root. `is_directory` tells folders of the context, for a folder's content is copied, not the folder.
template <class IsDirectory>
std::optional<std::string> context_path_of(const std::vector<Copy>& copies, std::string_view path,
                                           const IsDirectory& is_directory) {
    std::optional<std::string> result;
    for (const Copy& copy : copies) {
        if (copy.is_from_stage || !is_within(path, copy.destination)) continue;
        const std::string_view rest = path == copy.destination
                                          ? std::string_view()
                                          : path.substr(copy.destination == "/" ? 1 : copy.destination.size() + 1);
        if (is_directory(copy.source)) {
            result = rest.empty() ? copy.source : (copy.source == "." ? "" : copy.source + "/") + std::string(rest);
        } else if (copy.into_folder) {
            const std::string name = copy.source.substr(copy.source.rfind('/') + 1);
            if (rest == name) result = copy.source;
        } else if (rest.empty()) {
            result = copy.source;
        }
    }
    return result;
}

}  // namespace megactl::project
