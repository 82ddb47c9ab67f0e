#pragma once

#include "core/project/kubernetes_objects.hpp"
#include "core/project/workload.hpp"

#include <optional>
#include <string>

namespace megactl::project::manifests {

// The file at `path` of a container, in the volume of its pod that is mounted there most closely; nothing where none
// is. Its content is known where it is a key of a ConfigMap or a Secret of these objects.
std::optional<MountedFile> mounted_file(const Objects& objects, const Object& user, const YamlNode& pod,
                                        const YamlNode& container, const std::string& path);

}  // namespace megactl::project::manifests
