#pragma once

#include "core/project/setting_values.hpp"
#include "core/project/tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {

// The folders that Python would import from: `roots`, then the packages of the virtual environment (of `VIRTUAL_ENV`,
// `.venv`, `venv`, `env` or `/opt/venv`, and what their `.pth` files add), or of the system where there is none or the
// environment shares them. Only folders that are there.
std::vector<std::string> python_path(const Tree& tree, const std::vector<std::string>& roots,
                                     const Variables& environment);

// The folder of an entry of INSTALLED_APPS: of the package, or of the one that its AppConfig names. Nothing where it is
// not on the path.
std::optional<std::string> app_folder(const Tree& tree, std::string_view app, const std::vector<std::string>& path);

// The bases of a class, as they are written with the imports of its file taken in: `whitenoise.storage.X`. Empty where
// the module or the class isn't found.
std::vector<std::string> bases_of(const Tree& tree, std::string_view dotted_class,
                                  const std::vector<std::string>& path);

// `5.2` of Django's `VERSION`.
std::optional<std::pair<int, int>> django_version(const Tree& tree, const std::vector<std::string>& path);

}  // namespace megactl::project
