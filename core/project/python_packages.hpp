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

// What Django calls the app by: the `label` of the AppConfig that the entry names, or that `apps.py` has for the
// package; else the last part of the package's name. Only what is written as a literal is seen.
std::string app_label(const Tree& tree, std::string_view app, const std::vector<std::string>& path);

// The folder of a package, `shop.orders`; nothing where it is not on the path.
std::optional<std::string> package_folder(const Tree& tree, std::string_view name,
                                          const std::vector<std::string>& path);

// The bases of a class, as they are written with the imports of its file taken in: `whitenoise.storage.X`. Empty where
// the module or the class isn't found.
std::vector<std::string> bases_of(const Tree& tree, std::string_view dotted_class,
                                  const std::vector<std::string>& path);

// `5.2` of Django's `VERSION`.
std::optional<std::pair<int, int>> django_version(const Tree& tree, const std::vector<std::string>& path);

}  // namespace megactl::project
